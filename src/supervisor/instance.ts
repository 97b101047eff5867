import type { Settings } from '../config/settings.js'
import { decide, nextDeadlineMs } from '../core/decide.js'
import type {
  InstanceAction,
  InstanceEvent,
  InstanceState,
  Notice,
  ProcessEnd,
} from '../core/instance-state.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { InstancePolicy } from '../core/steps.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import type { Clock } from '../host/clock.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import type { ProcessRow, ProcessTable } from '../host/process-table.js'
import { describeInstance } from './describe-instance.js'
import type { EventKind } from './event-log.js'
import { HeldBack, isHeldBack } from './held-back.js'
import { InstanceProcess } from './instance-process.js'
import type { InstanceRecord, ProcessRecord } from './instance-record.js'
import type { LaunchPlan } from './launch.js'
import { listLookEvents, listStartEvents } from './look-events.js'
import { describeNotice } from './notices.js'
import type { InstanceSnapshot } from './snapshot.js'

export interface InstanceDependencies {
  readonly table: ProcessTable
  readonly clock: Clock
  readonly random: () => number
  readonly settings: () => Settings
  readonly planLaunch: (id: string, generation: number) => LaunchPlan | string
  readonly stderrPath: (id: string) => string
  /** Called after a SIGCONT: time for another look. */
  readonly onResumed: () => void
  readonly saveRecord: (record: InstanceRecord) => void
  readonly emit: (
    kind: EventKind,
    data: Readonly<Record<string, unknown>>,
    of: { readonly instance: string; readonly generation: number },
  ) => void
}

type Asked = 'start-asked' | 'stop-asked' | 'restart-asked' | 'gopls-changed'

/**
 * One slot: an actor around core's decisions. Every change goes through `#dispatch`; what that decides is
 * carried out by `#perform`; what comes of it is the next event.
 */
export class Instance {
  readonly id: string
  readonly #deps: InstanceDependencies
  readonly #process: InstanceProcess
  #state: InstanceState
  #lastEnd: ProcessEnd | undefined
  readonly #heldBack = new HeldBack()
  readonly #stopWaiters: (() => void)[] = []
  readonly #timer = new DeadlineTimer(() => this.#onTimer())
  #isReleased = false

  constructor(id: string, state: InstanceState, deps: InstanceDependencies) {
    this.id = id
    this.#state = state
    this.#deps = deps
    this.#process = new InstanceProcess({
      table: deps.table,
      clock: deps.clock,
      settings: deps.settings,
      planLaunch: generation => deps.planLaunch(id, generation),
      stderrPath: deps.stderrPath(id),
      emit: (kind, data) => this.#emit(kind, data),
      onStarted: () => this.#save(),
      onReady: generation => this.#dispatch({ kind: 'became-ready', generation }),
      onEnded: (generation, end) => this.#onEnded(generation, end),
    })
    this.#arm()
  }

  /** The process group to look at, while there is one. */
  get groupId(): number | undefined {
    return this.#process.current?.generation.process.identity.pid
  }

  get sessions(): number {
    return this.#process.current?.examination.sessions ?? 0
  }

  /** True while a question to it is unanswered: the next look should come soon. */
  get isInDoubt(): boolean {
    return this.#process.current?.examination.isInDoubt ?? false
  }

  /** True when ending it takes nothing from anybody, as far as was seen at the last look. */
  get isIdle(): boolean {
    return this.phase !== 'ready' || (this.#process.current?.examination.isDeserted ?? true)
  }

  get phase(): InstanceState['phase']['kind'] {
    return this.#state.phase.kind
  }

  /** True while it ends because somebody asked for that: a stop wins over any restart. */
  get isStoppingForGood(): boolean {
    const { phase } = this.#state
    return phase.kind === 'stopping' && phase.next.kind === 'rest'
  }

  /** What somebody, or another binary on disk, asks of it. */
  ask(kind: Asked): void {
    this.#dispatch({ kind })
  }

  /** The same state may have another deadline under other settings. */
  settingsChanged(): void {
    this.#arm()
  }

  /** Goes on with a gopls that an earlier daemon started, from where that daemon was. */
  adopt(process: ProcessRecord): void {
    const { phase, generation } = this.#state
    this.#process.adopt(generation, process)
    if (phase.kind !== 'stopping') return
    const reason = phase.next.kind === 'rest' ? 'stop' : phase.next.reason
    this.#perform({ kind: 'terminate', generation, reason })
  }

  /** The gopls of an earlier daemon ended while nobody looked; its history stays with the slot. */
  missedEnd(): void {
    this.#process.end(this.#state.generation, { kind: 'unobserved' })
  }

  /** One look, and what follows from it; `binary` is the gopls that is in place now. */
  async look(
    rows: readonly ProcessRow[],
    observer: ObserverState,
    binary: GoplsBinary | undefined,
  ): Promise<void> {
    if (this.phase === 'starting') {
      const leader = rows.find(row => row.pid === this.groupId)
      this.#dispatchAll(listStartEvents(this.#state.generation, leader, observer))
    }
    if (this.phase !== 'ready') return
    const current = await this.#process.look(rows, observer)
    if (current) this.#dispatchAll(listLookEvents(current, binary))
  }

  snapshot(): InstanceSnapshot {
    return describeInstance({
      id: this.id,
      state: this.#state,
      current: this.#process.current,
      lastEnd: this.#lastEnd,
      nowMs: this.#deps.clock.monotonicMs(),
      nowWallMs: this.#deps.clock.wallMs(),
      restartPolicy: this.#deps.settings().restart,
      heldBack: this.#heldBack.describe(),
    })
  }

  /** Resolves when it has come to rest as `stopped`; the steps of ending it have limits of their own. */
  whenStopped(): Promise<void> {
    if (this.phase === 'stopped') return Promise.resolve()
    return new Promise(resolve => this.#stopWaiters.push(resolve))
  }

  /** Lets the gopls live on for the next daemon; nothing is decided after this. */
  async release(): Promise<void> {
    this.#isReleased = true
    this.#arm()
    await this.#process.settled()
    this.#save()
    await this.#process.release()
  }

  #dispatchAll(events: readonly InstanceEvent[]): void {
    for (const event of events) this.#dispatch(event)
  }

  #dispatch(event: InstanceEvent): void {
    if (this.#isReleased) return
    const { state, actions } = decide(this.#state, event, this.#deps.clock.monotonicMs(), this.#policy())
    const isOther = state !== this.#state
    this.#state = state
    for (const action of actions) this.#perform(action)
    if (!isOther) return
    this.#save()
    this.#arm()
    if (this.phase === 'stopped') for (const resolve of this.#stopWaiters.splice(0)) resolve()
  }

  #perform(action: InstanceAction): void {
    switch (action.kind) {
      case 'launch':
        this.#heldBack.clear()
        this.#process.launch(action.generation, action.reason)
        return
      case 'terminate':
        void this.#process.terminate(action.generation, action.reason)
        return
      case 'resume':
        void this.#process.resume(action.generation).then(() => this.#deps.onResumed())
        return
      case 'announce':
        this.#announce(action.notice)
        return
      default:
        action satisfies never
    }
  }

  #announce(notice: Notice): void {
    const [kind, data] = describeNotice(notice)
    if (isHeldBack(notice) && !this.#heldBack.add(notice, this.#process.current?.examination)) return
    if (notice.kind === 'ready') this.#emit(kind, { ...data, recoveryMs: this.#process.recoveryMs })
    // By now the state may already speak of the next generation.
    else this.#emit(kind, data, notice.kind === 'ended' ? notice.generation : undefined)
  }

  #onEnded(generation: number, end: ProcessEnd): void {
    this.#lastEnd = end
    this.#dispatch({ kind: 'ended', generation, end, roll: this.#deps.random() })
  }

  #policy(): InstancePolicy {
    const { probe, restart, dryRun } = this.#deps.settings()
    return { startupTimeoutMs: probe.startupTimeoutMs, restart, dryRun }
  }

  #arm(): void {
    const dueMs = this.#isReleased ? undefined : nextDeadlineMs(this.#state, this.#policy())
    this.#timer.arm(dueMs === undefined ? undefined : dueMs - this.#deps.clock.monotonicMs())
  }

  #onTimer(): void {
    this.#dispatch({ kind: 'time-passed' })
    this.#arm()
  }

  #save(): void {
    this.#deps.saveRecord({
      version: 1,
      id: this.id,
      bootId: this.#deps.table.bootId,
      state: this.#state,
      process: this.#process.current?.generation.process ?? null,
    })
  }

  #emit(
    kind: EventKind,
    data: Readonly<Record<string, unknown>>,
    generation: number = this.#state.generation,
  ): void {
    this.#deps.emit(kind, data, { instance: this.id, generation })
  }
}
