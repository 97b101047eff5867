import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'

const tickMs = 1
const ticksAround = 3

/** For how long at most the loop did nothing else while it was done, in milliseconds, a tick of the monitor taken off. */
export async function measureLongestBlock(act: () => unknown): Promise<number> {
  const ticks = monitorEventLoopDelay({ resolution: tickMs })
  ticks.enable()
  try {
    // A block counts with the tick after it, and only where there was one before it. `reset` forgets that one too.
    await waitForTicks(ticks)
    await act()
    await waitForTicks(ticks)
  } finally {
    ticks.disable()
  }
  return Math.max(0, ticks.max / 1e6 - tickMs)
}

async function waitForTicks(ticks: { readonly count: number }): Promise<void> {
  const enough = ticks.count + ticksAround
  while (ticks.count < enough) await delay(tickMs)
}
