import type { Settings } from '../../config/settings.js'
import type { ObservedJudgePolicy } from '../../core/judge-observed.js'
import { decideObserved } from '../../core/observe-policy.js'
import type { ObservedGopls } from '../../core/observed-gopls.js'
import { findSuccessor } from '../../core/observed-successor.js'
import { type ObserverGate, type ObserverState, openGate, passGate } from '../../core/observer-gate.js'
import type { Clock } from '../../host/clock.js'
import type { ProcessTable } from '../../host/process-table.js'
import type { EventLog } from '../event-log.js'
import { ObservedProcess } from './observed-process.js'
import type { ObservedSnapshot } from './observed-snapshot.js'
import { type TellObserved, tellObserved } from './tell-observed.js'
import { Treatments } from './treatments.js'

export interface ObserverDependencies {
  readonly table: ProcessTable
  readonly clock: Clock
  /** CPU time that this process has used so far. */
  readonly ownCpuMs: () => number
  readonly settings: () => Pick<Settings, 'observe' | 'limits' | 'stop' | 'dryRun'>
  /** Every gopls of this user that is not ours. Rejects when the process table cannot be read. */
  readonly see: () => Promise<readonly ObservedGopls[]>
  readonly emit: EventLog['emit']
}

/** A look, or a process table, that is later than this means that we were not running ourselves. */
const stallMs = 5_000
/** For how many intervals nobody is convicted after that, and how many a look waits while nothing changes. */
const quietIntervals = 2
const calmIntervals = 2
/** More are not kept in mind. */
const maxProcesses = 256

/** Looks now and then at every gopls that guardian did not start, and does what `observe.policy` says. */
export class Observer {
  readonly #deps: ObserverDependencies
  readonly #tell: TellObserved
  readonly #treatments: Treatments
  #known: ReadonlyMap<string, ObservedProcess> = new Map()
  #gate: ObserverGate = openGate
  #cpuMs: number
  #timer: NodeJS.Timeout | undefined
  /** Infinite while nobody is to look. */
  #dueMs = Number.POSITIVE_INFINITY
  #looking: Promise<void> | undefined
  #isClosed = false

  constructor(deps: ObserverDependencies) {
    this.#deps = deps
    this.#tell = tellObserved(deps.emit)
    this.#treatments = new Treatments({ ...deps, tell: this.#tell })
    this.#cpuMs = deps.ownCpuMs()
    this.#arm(deps.clock.monotonicMs())
  }

  snapshots(): readonly ObservedSnapshot[] {
    return [...this.#known.values()].map(process => process.snapshot())
  }

  /** `observe` may be another: looks earlier where it says so, or not at all. No signal follows where none may. */
  settingsChanged(): void {
    if (!this.#observe.enabled || this.#deps.settings().dryRun) this.#treatments.abandon()
    if (!this.#observe.enabled) this.#known = new Map()
    this.#arm(Math.min(this.#dueMs, this.#deps.clock.monotonicMs() + this.#observe.intervalMs))
  }

  /** Looks out of turn, and resolves when all has been seen; who asks during a look is told of that one. */
  lookNow(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** Leaves what was being done to whoever comes next. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#treatments.close()
  }

  get #observe(): Settings['observe'] {
    return this.#deps.settings().observe
  }

  #arm(dueMs: number): void {
    clearTimeout(this.#timer)
    const isWanted = this.#observe.enabled && !this.#isClosed
    this.#dueMs = isWanted ? dueMs : Number.POSITIVE_INFINITY
    if (!isWanted) return
    const delayMs = Math.max(0, dueMs - this.#deps.clock.monotonicMs())
    this.#timer = setTimeout(() => void this.lookNow(), delayMs)
  }

  async #look(): Promise<void> {
    const observer = this.#judgeOurselves()
    const beganMs = this.#deps.clock.monotonicMs()
    let isCalm = false
    try {
      const seen = await this.#deps.see()
      const nowMs = this.#deps.clock.monotonicMs()
      // Rows that took long to come are as old as that.
      if (this.#observe.enabled && !this.#isClosed)
        isCalm = this.#take(seen, nowMs - beganMs > stallMs ? 'stalled' : observer, nowMs)
    } catch (error) {
      this.#deps.emit('look.failed', { error: String(error) })
    } finally {
      const waitMs = this.#observe.intervalMs * (isCalm ? calmIntervals : 1)
      this.#arm(this.#deps.clock.monotonicMs() + waitMs)
    }
  }

  #judgeOurselves(): ObserverState {
    const { clock, ownCpuMs } = this.#deps
    const nowMs = clock.monotonicMs()
    const cpuMs = ownCpuMs()
    const sample = { nowMs, lateMs: Math.max(0, nowMs - this.#dueMs), ownCpuMs: cpuMs - this.#cpuMs }
    this.#cpuMs = cpuMs
    const quietMs = quietIntervals * this.#observe.intervalMs
    const { gate, observer } = passGate(this.#gate, sample, { stallMs, quietMs })
    this.#gate = gate
    return observer
  }

  /** True while nothing changes and nobody is in doubt. */
  #take(seen: readonly ObservedGopls[], observer: ObserverState, atMs: number): boolean {
    const before = this.#known
    const all = seen.slice(0, maxProcesses)
    this.#known = new Map(all.map(gopls => [keyOf(gopls), this.#find(before, gopls)]))
    const gone = [...before].filter(([key]) => !this.#known.has(key))
    for (const [, process] of gone) this.#tell('observed.gone', process.gopls)
    let isCalm = gone.length === 0 && before.size === this.#known.size
    for (const gopls of all) {
      const process = this.#known.get(keyOf(gopls))
      if (!process) continue
      const sighting = { atMs, observer, gopls, successorPid: findSuccessor(gopls, all) }
      const isNews = process.see(sighting, this.#judgePolicy)
      this.#decide(process, atMs)
      const { judgement, decision } = process
      if (isNews) this.#tell('observed.verdict', process.gopls, { ...judgement, ...decision })
      if (isNews || process.isInDoubt) isCalm = false
    }
    return isCalm
  }

  #find(before: ReadonlyMap<string, ObservedProcess>, gopls: ObservedGopls): ObservedProcess {
    const known = before.get(keyOf(gopls))
    if (known) return known
    const { version, path, ownerPid } = gopls
    this.#tell('observed.appeared', gopls, { version, path, ownerPid })
    return new ObservedProcess(gopls, this.#deps.table.bootId)
  }

  #decide(process: ObservedProcess, nowMs: number): void {
    if (process.isBeingTreated) return
    const { policy } = this.#observe
    const { kind, editor } = process.gopls
    const { verdict } = process.judgement
    const recentEnds = this.#treatments.countEnds(editor, nowMs)
    const decision = decideObserved(
      { kind, editor, verdict, tries: process.tries, recentEnds },
      { policy, dryRun: this.#deps.settings().dryRun },
    )
    process.decide(decision)
    if (decision.action !== 'report')
      this.#treatments.begin(process, decision.action, this.#judgePolicy, nowMs)
  }

  get #judgePolicy(): ObservedJudgePolicy {
    const { observe, limits } = this.#deps.settings()
    const { orphanGraceMs, spinGraceMs } = observe
    return { orphanGraceMs, spinGraceMs, memoryBytes: limits.memoryBytes, samples: limits.samples }
  }
}

function keyOf({ pid, start }: ObservedGopls): string {
  return `${pid} ${start}`
}
