import { rmSync, writeFileSync } from 'node:fs'
import { systemClock } from '../../src/host/clock.js'
import { identify } from '../../src/host/identity.js'
import { acquireLock, type Lock } from '../../src/host/lock.js'
import { openProcessTable } from '../../src/host/open-process-table.js'

/** What lock-race.test.ts asks of a contender; the answer to each is one message. */
export type Order =
  | { readonly kind: 'acquire'; readonly folder: string; readonly atMs: number }
  | { readonly kind: 'release' }
  | { readonly kind: 'hammer'; readonly folder: string; readonly witness: string; readonly untilMs: number }

export type Answer =
  | { readonly kind: 'ready' | 'released' }
  | { readonly kind: 'acquired'; readonly outcome: 'won' | 'held' | 'unusable' }
  | { readonly kind: 'hammered'; readonly wins: number; readonly violations: number }

const table = await openProcessTable(process.platform)
const identity = await identify(table, process.pid)
if (!identity) throw new Error('not in the process table')
const self = { ...identity, version: '1.0.0', startedAt: new Date().toISOString() }
let held: Lock | undefined

process.on('message', order => {
  void obey(order as Order).then(answer)
})
answer({ kind: 'ready' })

async function obey(order: Order): Promise<Answer> {
  switch (order.kind) {
    case 'acquire':
      return acquire(order.folder, order.atMs)
    case 'release':
      await held?.release()
      return { kind: 'released' }
    case 'hammer':
      return hammer(order)
  }
}

async function acquire(folder: string, atMs: number): Promise<Answer> {
  // Everybody starts in the same moment: the monotonic clock is one for all processes.
  while (systemClock.monotonicMs() < atMs);
  const result = await acquireLock(folder, table, self)
  if (result.ok) held = result.lock
  return { kind: 'acquired', outcome: result.ok ? 'won' : result.reason }
}

/** Takes and releases the lock as often as it can; under the lock nobody else may have made the witness file. */
async function hammer({ folder, witness, untilMs }: Extract<Order, { kind: 'hammer' }>): Promise<Answer> {
  let wins = 0
  let violations = 0
  while (systemClock.monotonicMs() < untilMs) {
    const result = await acquireLock(folder, table, self)
    if (!result.ok) continue
    wins++
    try {
      writeFileSync(witness, '', { flag: 'wx' })
      await new Promise(setImmediate)
      rmSync(witness)
    } catch {
      violations++
    }
    await result.lock.release()
  }
  return { kind: 'hammered', wins, violations }
}

function answer(message: Answer): void {
  process.send?.(message)
}
