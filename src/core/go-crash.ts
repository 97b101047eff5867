import { readGoroutines } from './goroutines.js'
import { isOfRuntime } from './stack-frames.js'

/** A Go program's last words. */
export interface GoCrash {
  readonly kind: 'panic' | 'fatal-error' | 'signal'
  /** `runtime error: index out of range [3] with length 3`, `concurrent map writes`, `SIGSEGV: segmentation violation`. */
  readonly message: string
  /** The innermost function, outside the runtime where there is one, of the goroutine that crashed. */
  readonly frame: string | undefined
}

/** Finds the last crash that a Go program wrote to stderr; undefined where it wrote of none. */
export function readGoCrash(stderr: string): GoCrash | undefined {
  // With GOTRACEBACK=crash the signals of other threads follow the panic that is meant.
  const head = findLast(stderr, /^(panic|fatal error): (.*)$/gm) ?? findLast(stderr, /^(SIG[A-Z]+): (.*)$/gm)
  if (!head) return undefined
  const [line, word = '', words = ''] = head
  const kind = word === 'panic' ? 'panic' : word === 'fatal error' ? 'fatal-error' : 'signal'
  return {
    kind,
    message: kind === 'signal' ? line : words,
    frame: findFrame(stderr.slice(head.index)),
  }
}

function findLast(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1)
}

/** The goroutine that crashed is printed first, and is running; a signal may come while none is. */
function findFrame(dump: string): string | undefined {
  const goroutines = readGoroutines(dump)
  const { frames = [] } = goroutines.find(({ waitsFor }) => waitsFor === 'running') ?? goroutines[0] ?? {}
  return frames.find(frame => !isOfRuntime(frame)) ?? frames[0]
}
