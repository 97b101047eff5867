import type { Goroutine } from './goroutines.js'

/** Go's own machinery of waiting and of crashing, which says nothing of who waits or crashes. */
export function isOfRuntime(frame: string): boolean {
  return /^(?:panic$|runtime[./]|syscall\.(?:Raw)?[Ss]yscall|internal\/runtime\/|sync[./]|internal\/sync\.|log\.)/.test(
    frame,
  )
}

export function isOfGopls(frame: string): boolean {
  return /^golang\.org\/x\/tools\/gopls\//.test(frame)
}

/** Whoever waits here only waits for the request before to be done. */
const queue = /\/internal\/(?:lsp\/)?(?:protocol|jsonrpc2)\./

/** The place where most of these goroutines are, `syscall.openat, called by cache.readFile`; undefined for none. */
export function findCommonPlace(goroutines: readonly Goroutine[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { frames } of goroutines) {
    const place = isQueued(frames) ? undefined : describePlace(frames)
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  const [first] = [...counts].sort(([, one], [, other]) => other - one)
  return first?.[0]
}

function isQueued(frames: readonly string[]): boolean {
  return queue.test(frames.find(frame => !isOfRuntime(frame)) ?? '')
}

/** The innermost function outside the runtime, and who in gopls called it; undefined where all is the runtime's. */
export function describePlace(frames: readonly string[]): string | undefined {
  const inner = frames.find(frame => !isOfRuntime(frame))
  if (inner === undefined) return undefined
  const caller = frames.find(isOfGopls)
  return caller === undefined || caller === inner
    ? shorten(inner)
    : `${shorten(inner)}, called by ${shorten(caller)}`
}

/** `golang.org/x/tools/gopls/internal/cache.(*Snapshot).load` as `cache.(*Snapshot).load`. */
export function shorten(frame: string): string {
  return frame.slice(frame.lastIndexOf('/', frame.search(/[([]|$/)) + 1)
}
