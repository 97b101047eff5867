import { setTimeout as delay } from 'node:timers/promises'
import type { EditingSession } from './editing-session.js'
import { time } from './turns.js'

const settleLimitMs = 20_000
const quickInARow = 20
const quickMs = 5
const hoverPauseMs = 50

/** Waits until gopls is done with what it does in the background after its load. No event tells of that. */
export async function settle(session: EditingSession): Promise<void> {
  const limitMs = performance.now() + settleLimitMs
  for (let quick = 0; quick < quickInARow && performance.now() < limitMs; ) {
    quick = (await time(session.hover)) < quickMs ? quick + 1 : 0
    await delay(hoverPauseMs)
  }
}
