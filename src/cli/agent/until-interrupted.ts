import type { PutResult } from './put-in-place.js'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Puts something in place, step by step. Whoever interrupts it, and whatever breaks in it, ends it at the next step
 * with a trouble, so that what was there before can be put back.
 */
export async function untilInterrupted(
  onProgress: (line: string) => void,
  put: (onProgress: (line: string) => void) => Promise<PutResult>,
): Promise<PutResult> {
  let interruption: NodeJS.Signals | undefined
  const interrupt = (signal: NodeJS.Signals): void => {
    interruption = signal
    onProgress(`${signal}: going back to what was there before`)
  }
  for (const signal of signals) process.on(signal, interrupt)
  try {
    return await put(line => {
      if (interruption !== undefined) throw new Error(`interrupted by ${interruption}.`)
      onProgress(line)
    })
  } catch (error) {
    return { ok: false, trouble: error instanceof Error ? error.message : String(error) }
  } finally {
    // Until the end of the process they do nothing more: going back is not to be interrupted.
    for (const signal of signals) process.on(signal, () => undefined)
    for (const signal of signals) process.off(signal, interrupt)
  }
}
