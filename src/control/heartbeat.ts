import { setTimeout as delay } from 'node:timers/promises'
import { within } from '../host/within.js'

export interface Heartbeat {
  /** Between two questions. */
  readonly everyMs: number
  /** For each answer. */
  readonly limitMs: number
}

export const usualHeartbeat: Heartbeat = { everyMs: 5_000, limitMs: 2_500 }

/** One may be lost to a stall: of theirs, or of ours. */
const maxMisses = 2

/** Asks again and again until the signal is aborted; calls back once when nobody answers any more. */
export async function watchHeartbeat(
  ask: () => Promise<unknown>,
  { everyMs, limitMs }: Heartbeat,
  onLost: () => void,
  signal: AbortSignal,
): Promise<void> {
  for (let misses = 0; misses < maxMisses; ) {
    if (misses === 0) await delay(everyMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    const outcome = await within(ask(), limitMs, signal)
    misses = outcome === 'timeout' ? misses + 1 : 0
  }
  if (!signal.aborted) onLost()
}
