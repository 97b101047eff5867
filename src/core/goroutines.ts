export interface Goroutine {
  readonly id: string
  /** `running`, or what it waits for: `chan receive`, `syscall`. */
  readonly waitsFor: string
  /** The functions on its stack, innermost first. */
  readonly frames: readonly string[]
}

/** A dump, which may be of many MB: it is read when somebody first asks for its goroutines, and only then. */
export class GoroutineDump {
  readonly text: string
  #goroutines: readonly Goroutine[] | undefined

  constructor(text: string) {
    this.text = text
  }

  get goroutines(): readonly Goroutine[] {
    this.#goroutines ??= readGoroutines(this.text)
    return this.#goroutines
  }
}

/** Reads the text of `/debug/pprof/goroutine?debug=2`, of a SIGQUIT or of a crash. */
export function readGoroutines(dump: string): readonly Goroutine[] {
  return dump.split('\n\n').flatMap(block => readGoroutine(block) ?? [])
}

/** Without addresses, arguments and waiting times, which differ each time. */
function readGoroutine(block: string): Goroutine | undefined {
  const [head = '', ...lines] = block.trim().split('\n')
  const [, id, waitsFor] = /^goroutine (\d+) (?:gp=\S+ m=\S+(?: mp=\S+)? )?\[([^\],]+)/.exec(head) ?? []
  if (id === undefined || waitsFor === undefined) return undefined
  const calls = lines.filter(line => !line.startsWith('\t') && !line.startsWith('created by '))
  // `pkg.(*T).Method(0xc000…, {0x…})`: the arguments are the last pair of parentheses.
  return { id, waitsFor, frames: calls.map(call => call.replace(/\([^()]*(?:\{.*)?\)$/, '')) }
}

/** A goroutine that handles a request has one of these frames (gopls 0.12 to 0.24). */
const handlerFrame = /gopls\/internal\/(?:lsp\/)?protocol\.(?:ServerDispatch|serverDispatch|Handlers)/

/**
 * Whether it handles a request. Everything else is a loop that waits, or work in the background, such as diagnostics:
 * that moves on while a session is blocked.
 */
export function isAtWork({ frames }: Goroutine): boolean {
  return frames.some(frame => handlerFrame.test(frame))
}
