import type { Test } from 'tap'
import { defaultSettings, type Settings } from '../../../src/config/settings.js'
import type { ObservedGopls } from '../../../src/core/observed-gopls.js'
import type { ProcessTable } from '../../../src/host/process-table.js'
import { type EventKind, EventLog, type GuardianEvent } from '../../../src/supervisor/event-log.js'
import { Observer, type ObserverDependencies } from '../../../src/supervisor/observed/observer.js'
import { eventually } from '../../host/eventually.js'

export interface ObservingSetup {
  readonly table: ProcessTable
  readonly observe?: Partial<Settings['observe']>
  readonly dryRun?: boolean
  readonly log?: EventLog
  /** What a look sees; `seen` where it is left out. */
  readonly see?: ObserverDependencies['see']
}

/** Time goes by only where a test says so, and looks that come by themselves never do within one. */
const rarelyMs = 24 * 3_600_000

/** An observer that has looked once, when there was nothing. */
export class Observing {
  readonly observer: Observer
  readonly told: GuardianEvent[] = []
  /** What the next look sees. */
  seen: readonly ObservedGopls[] = []
  settings: ReturnType<ObserverDependencies['settings']>
  nowMs = 1_000_000

  constructor(t: Test, { table, see, observe, dryRun = false, log = newLog() }: ObservingSetup) {
    this.settings = {
      ...defaultSettings,
      observe: { ...defaultSettings.observe, intervalMs: rarelyMs, ...observe },
      dryRun,
    }
    log.subscribe(event => this.told.push(event))
    this.observer = new Observer({
      table,
      clock: { monotonicMs: () => this.nowMs, wallMs: () => this.nowMs },
      ownCpuMs: () => 0,
      settings: () => this.settings,
      see: see ?? (async () => this.seen),
      emit: log.emit.bind(log),
    })
    t.teardown(() => this.observer.close())
  }

  /** Looks after so much time has gone by. */
  look(afterMs: number): Promise<void> {
    this.nowMs += afterMs
    return this.observer.lookNow()
  }

  tellings(kind: EventKind): readonly GuardianEvent[] {
    return this.told.filter(event => event.kind === kind)
  }

  toldWhen(kind: EventKind, count = 1): Promise<GuardianEvent> {
    return eventually(async () => this.tellings(kind)[count - 1])
  }
}

function newLog(): EventLog {
  return new EventLog(() => 0)
}
