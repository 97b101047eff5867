import type { Settings } from '../config/settings.js'
import { type ObserverGate, type ObserverState, openGate, passGate } from '../core/observer-gate.js'
import type { Clock } from '../host/clock.js'
import type { ProcessRow, ProcessTable } from '../host/process-table.js'
import type { EventKind } from './event-log.js'
import { GapWatch } from './gap-watch.js'
import type { Instance } from './instance.js'

export interface LookoutDependencies {
  readonly table: ProcessTable
  readonly clock: Clock
  /** CPU time that this process has used so far. */
  readonly ownCpuMs: () => number
  readonly settings: () => Settings
  readonly instances: () => readonly Pick<Instance, 'groupId' | 'sessions' | 'isInDoubt' | 'look'>[]
  readonly sessions: LookedSessions
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
  /** Called once a round, for whatever else wants to be looked at in the same rhythm; not waited for. */
  readonly alongside: () => void
}

/** The editors' sessions, which are looked at beside the instances. */
export interface LookedSessions {
  /** When to look again because of one in doubt; undefined while all are well. */
  readonly dueInMs: number | undefined
  look(rows: readonly ProcessRow[], observer: ObserverState): Promise<void>
}

/** A look that is late by less than this may just be a busy computer. */
const minStallMs = 1_000
/** For how many intervals nobody is convicted after we were held up or asleep. */
const quietIntervals = 2
/** Under suspicion there is at least one look at half the time after which a request is overdue. */
const shortestDoubtMs = 250

/**
 * The one timer that looks at everything: one call for the process table, one question to each gopls.
 * Nobody is convicted on a look before which we ourselves were not running.
 */
export class Lookout {
  readonly #deps: LookoutDependencies
  #timer: NodeJS.Timeout | undefined
  #dueMs = 0
  #lagMs = 0
  #cpuMs: number
  #gate: ObserverGate = openGate
  #isLooking = false
  #looking: Promise<void> = Promise.resolve()
  #isWantedSoon = false
  #isClosed = false

  constructor(deps: LookoutDependencies) {
    this.#deps = deps
    this.#cpuMs = deps.ownCpuMs()
    this.#arm(this.#intervalMs())
  }

  /** How late the last look came. */
  get lagMs(): number {
    return this.#lagMs
  }

  /** Looks now, and goes on from here. */
  lookSoon(): void {
    if (this.#isLooking) this.#isWantedSoon = true
    // A look that is overdue stays so: a sleep must not be forgotten.
    else this.#arm(0, this.#latenessMs())
  }

  /** Looks out of turn, after a look that is under way, and resolves when all has been seen. */
  async lookNow(): Promise<void> {
    await this.#looking
    clearTimeout(this.#timer)
    await this.#startLook()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #intervalMs(): number {
    const { probe, hang } = this.#deps.settings()
    const instances = this.#deps.instances()
    const isUsed = instances.some(instance => instance.sessions > 0)
    const isInDoubt = instances.some(instance => instance.isInDoubt)
    return Math.min(
      isUsed || isInDoubt ? probe.intervalMs : probe.idleIntervalMs,
      isInDoubt ? Math.max(shortestDoubtMs, hang.floorMs / 2) : Infinity,
      this.#deps.sessions.dueInMs ?? Infinity,
    )
  }

  #latenessMs(): number {
    return Math.max(0, this.#deps.clock.monotonicMs() - this.#dueMs)
  }

  /** `lateMs`: how late we are already. */
  #arm(delayMs: number, lateMs = 0): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#dueMs = this.#deps.clock.monotonicMs() + delayMs - lateMs
    this.#timer = setTimeout(() => void this.#startLook(), delayMs)
  }

  #startLook(): Promise<void> {
    this.#looking = this.#look()
    return this.#looking
  }

  #judgeOurselves(): ObserverState {
    const { clock, ownCpuMs, settings, emit } = this.#deps
    const { intervalMs } = settings().probe
    const cpuMs = ownCpuMs()
    const sample = { nowMs: clock.monotonicMs(), lateMs: this.#lagMs, ownCpuMs: cpuMs - this.#cpuMs }
    this.#cpuMs = cpuMs
    const { gate, observer } = passGate(this.#gate, sample, {
      stallMs: Math.max(minStallMs, intervalMs),
      quietMs: quietIntervals * intervalMs,
    })
    this.#gate = gate
    if (observer === 'slept' || observer === 'stalled')
      emit(`observer.${observer}`, { lateMs: Math.round(this.#lagMs) })
    return observer
  }

  async #look(): Promise<void> {
    this.#isLooking = true
    this.#lagMs = this.#latenessMs()
    const gaps = new GapWatch(() => this.#deps.clock.monotonicMs())
    try {
      const observer = this.#judgeOurselves()
      const instances = this.#deps.instances()
      const groups = instances.flatMap(({ groupId }) => groupId ?? [])
      const rows = groups.length === 0 ? [] : await this.#deps.table.readGroups(groups)
      // Rows that took long to come are as old as that.
      const seenBy = gaps.longestMs > minStallMs ? 'stalled' : observer
      await Promise.all([
        this.#deps.sessions.look(rows, seenBy),
        ...instances.map(instance =>
          instance.look(
            rows.filter(row => row.groupId === instance.groupId),
            seenBy,
          ),
        ),
      ])
      this.#deps.alongside()
    } catch (error) {
      // A look that fails says nothing about any gopls; the next one comes in its time.
      this.#deps.emit('look.failed', { error: String(error) })
    } finally {
      this.#isLooking = false
      // A gap in the midst of this look is the next one's lateness.
      this.#arm(this.#isWantedSoon ? 0 : this.#intervalMs(), gaps.close())
      this.#isWantedSoon = false
    }
  }
}
