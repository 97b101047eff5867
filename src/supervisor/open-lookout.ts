import type { Settings } from '../config/settings.js'
import { systemClock } from '../host/clock.js'
import type { ProcessTable } from '../host/process-table.js'
import type { EventLog } from './event-log.js'
import { GoplsWatch } from './gopls-watch.js'
import { IdleSlots } from './idle-slots.js'
import { Lookout } from './lookout.js'
import type { Pool } from './pool.js'
import type { RealGopls } from './real-gopls.js'
import type { SessionBook } from './session-book.js'
import { SessionRounds } from './session-rounds.js'
import type { Successions } from './successions.js'

export interface Looked {
  readonly table: ProcessTable
  readonly events: EventLog
  /** Whether what other supervisors leave is ours to take over. */
  readonly isForAll: boolean
  readonly settings: () => Settings
  readonly gopls: RealGopls
  readonly pool: Pool
  readonly book: SessionBook
  readonly successions: Successions
}

/** All that is looked at in one rhythm: every gopls, every session, and what else changes without telling us. */
export function openLookout(looked: Looked): Lookout {
  const { table, events, isForAll, settings, gopls, pool, book, successions } = looked
  const shared = { table, clock: systemClock, settings, emit: events.emit.bind(events) }
  const idleSlots = new IdleSlots({
    instances: () => pool.instances,
    settings,
    nowMs: () => systemClock.monotonicMs(),
    retire: instance => void pool.retire(instance),
  })
  const goplsWatch = new GoplsWatch({
    gopls,
    onOther: () => pool.goplsChanged(),
    onFailure: error => events.emit('look.failed', { error: String(error) }),
  })
  return new Lookout({
    ...shared,
    ownCpuMs: () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1000
    },
    sessions: new SessionRounds({ ...shared, book, pool }),
    instances: () => pool.instances,
    alongside: () => {
      idleSlots.sweep()
      pool.saveAgain()
      successions.changed()
      if (isForAll) void pool.takeOverStrays()
      goplsWatch.look()
    },
  })
}
