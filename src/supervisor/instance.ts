import type {
  InstanceAction,
  InstanceEvent,
  InstanceState,
  ProcessEnd,
  SuccessionReason,
} from '../core/instance-state.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { ProcessRow } from '../host/process-table.js'
import { DecisionLoop } from './decision-loop.js'
import { describeInstance } from './describe-instance.js'
import type { Exhibit } from './incidents/exhibit.js'
import type { InstanceDependencies } from './instance-dependencies.js'
import { InstanceNews } from './instance-news.js'
import { type Blame, InstanceProcess } from './instance-process.js'
import type { ProcessRecord, SlotLease } from './instance-record.js'
import { listLookEvents, listStartEvents } from './look-events.js'
import { seeMoment } from './moment.js'
import type { SharedLook } from './shared-look.js'
import { SlotRecord } from './slot-record.js'
import type { InstanceSnapshot } from './snapshot.js'

type Asked =
  | 'start-asked'
  | 'stop-asked'
  | 'restart-asked'
  | 'gopls-changed'
  | Extract<InstanceEvent, { kind: 'succession-asked' }>

/**
 * One slot: an actor around core's decisions. Every change is decided in its loop; what that decides is carried out
 * by `#perform`; what comes of it is the next event.
 */
export class Instance {
  readonly id: string
  readonly #deps: InstanceDependencies
  readonly #process: InstanceProcess
  readonly #loop: DecisionLoop
  readonly #record: SlotRecord
  readonly #news: InstanceNews
  #lastEnd: ProcessEnd | undefined
  #blame: Blame | undefined

  constructor(id: string, state: InstanceState, lease: SlotLease | null, deps: InstanceDependencies) {
    this.id = id
    this.#deps = deps
    this.#record = new SlotRecord({ ...deps, id, lease })
    this.#news = new InstanceNews({ ...deps, id, generation: () => this.#loop.state.generation })
    this.#process = new InstanceProcess({
      table: deps.table,
      clock: deps.clock,
      settings: deps.settings,
      planLaunch: generation => deps.planLaunch(id, generation),
      stderrPath: deps.stderrPath(id),
      emit: (kind, data) => this.#news.tell(kind, data),
      onStarted: () => this.#save(),
      onReady: generation => this.#loop.dispatch({ kind: 'became-ready', generation }),
      onEnded: (generation, end) => this.#onEnded(generation, end),
    })
    this.#loop = new DecisionLoop({
      ...deps,
      state,
      perform: action => this.#perform(action),
      onChanged: () => this.#onChanged(),
    })
  }

  /** The process group to look at, while there is one. */
  get groupId(): number | undefined {
    return this.#process.current?.generation.process.identity.pid
  }

  /** Where it listens, once it answers. */
  get address(): { readonly generation: number; readonly socketPath: string } | undefined {
    const { current } = this.#process
    if (this.phase !== 'ready' || !current) return undefined
    return { generation: current.generation.number, socketPath: current.generation.process.socketPath }
  }

  /** The closer look at the process, while there is one. */
  get inside(): SharedLook | undefined {
    return this.#process.current?.generation.inside
  }

  /** What is known of its gopls, or was when it ended. */
  get exhibit(): Exhibit | undefined {
    return this.#process.exhibit
  }

  /** For whom it is; null while it is kept warm. */
  get lease(): SlotLease | null {
    return this.#record.lease
  }

  /** Editors that are connected or wait for it. */
  get sessions(): number {
    const connected = this.#process.current?.examination.sessions ?? 0
    return Math.max(connected, this.#deps.sessions(this.id).list.length)
  }

  /** True while a question to it is unanswered: the next look should come soon. */
  get isInDoubt(): boolean {
    return this.#process.current?.examination.isInDoubt ?? false
  }

  /** True when it answers us: what hangs then is a session's own trouble. */
  get isWell(): boolean {
    const verdict = this.#process.current?.examination.judgement.verdict
    return this.phase === 'ready' && (verdict === 'healthy' || verdict === 'busy')
  }

  /** True when ending it takes nothing from anybody, as far as was seen at the last look. */
  get isIdle(): boolean {
    if (this.sessions > 0) return false
    return this.phase !== 'ready' || (this.#process.current?.examination.isCounted ?? true)
  }

  get state(): InstanceState {
    return this.#loop.state
  }

  /** True once it is on its way out, with its record. */
  get isRetired(): boolean {
    return this.#record.isRetired
  }

  get phase(): InstanceState['phase']['kind'] {
    return this.#loop.state.phase.kind
  }

  /** True while it ends because somebody asked for that: a stop wins over any restart. */
  get isStoppingForGood(): boolean {
    return this.#loop.isStoppingForGood
  }

  /** What somebody, or another binary on disk, asks of it. */
  ask(asked: Asked): void {
    this.#loop.dispatch(typeof asked === 'string' ? { kind: asked } : asked)
  }

  /** From now on it is for these editors. */
  assign(lease: SlotLease): void {
    this.#record.lease = lease
    this.#save()
  }

  /** Ends it for good: nobody needs it, and no daemon is to take it over. */
  retire(succeeded?: SuccessionReason): Promise<void> {
    this.#record.isRetired = true
    this.#loop.dispatch(succeeded ? { kind: 'succeeded', reason: succeeded } : { kind: 'stop-asked' })
    return this.#loop.whenStopped()
  }

  /** A session on this generation hangs: asks for another. */
  replace(generation: number, cause: 'hang' | 'cpu', blame: Blame): void {
    this.#blame = blame
    this.#loop.dispatch({ kind: 'session-hung', generation, cause })
    this.#blame = undefined
  }

  /** The last lines that its gopls wrote. */
  stderrTail(): string {
    return this.#process.stderrTail()
  }

  /** After somebody's connection was lost: resolves when it is known whether it lives. */
  confirm(): Promise<void> {
    return this.#process.confirm()
  }

  /** The same state may have another deadline under other settings. */
  settingsChanged(): void {
    this.#loop.arm()
  }

  /** Goes on with a gopls that an earlier daemon started, from where that daemon was. */
  adopt(process: ProcessRecord): void {
    const { phase, generation } = this.#loop.state
    this.#process.adopt(generation, process)
    // Its record must name us at once: nobody else is to take it over too.
    this.#save()
    if (phase.kind !== 'stopping') return
    const reason = phase.next.kind === 'rest' ? 'stop' : phase.next.reason
    this.#perform({ kind: 'terminate', generation, reason })
  }

  /** The gopls of an earlier daemon ended while nobody looked; its history stays with the slot. */
  missedEnd(): void {
    this.#process.end(this.#loop.state.generation, { kind: 'unobserved' })
  }

  /** One look, and what follows from it. */
  async look(rows: readonly ProcessRow[], observer: ObserverState): Promise<void> {
    if (this.phase === 'starting') {
      const leader = rows.find(row => row.pid === this.groupId)
      // The end of one that is not our child, and holds no connection yet, would be seen by nobody else.
      if (!leader) await this.#process.confirm()
      this.#loop.dispatch(...listStartEvents(this.#loop.state.generation, leader, observer))
    }
    if (this.phase !== 'ready') return
    const current = await this.#process.look(rows, observer)
    if (!current) return
    const { binary } = this.#deps
    const moment = seeMoment(this.id, current.examination, this.#deps)
    this.#loop.dispatch(...listLookEvents(current, binary(this.id), moment))
  }

  snapshot(): InstanceSnapshot {
    return describeInstance({
      id: this.id,
      state: this.#loop.state,
      lease: this.lease,
      sessions: this.#deps.sessions(this.id).list,
      current: this.#process.current,
      lastEnd: this.#lastEnd,
      nowMs: this.#deps.clock.monotonicMs(),
      nowWallMs: this.#deps.clock.wallMs(),
      restartPolicy: this.#deps.settings().restart,
      heldBack: this.#news.heldBack,
    })
  }

  /** Lets the gopls live on for the next daemon; nothing is decided after this. */
  async release(): Promise<void> {
    this.#record.release()
    this.#loop.close()
    await this.#process.settled()
    this.#save()
    await this.#process.release()
  }

  #onChanged(): void {
    this.#save()
    this.#deps.onChanged()
  }

  #perform(action: InstanceAction): void {
    switch (action.kind) {
      case 'launch':
        this.#news.beginAnew()
        this.#process.launch(action.generation, action.reason)
        return
      case 'terminate':
        void this.#process.terminate(action.generation, action.reason, this.#blame)
        return
      case 'succeed':
        this.#deps.successions.begin(this.id, action.reason)
        return
      case 'resume':
        void this.#process.resume(action.generation).then(() => this.#deps.onResumed())
        return
      case 'announce':
        this.#news.announce(action.notice, this.#process, this.#blame)
        return
      default:
        action satisfies never
    }
  }

  #onEnded(generation: number, end: ProcessEnd): void {
    this.#lastEnd = end
    const { successions, canLaunch } = this.#deps
    const isLast = successions.hasOther(this.id) || !canLaunch(this.id)
    if (!this.isRetired && !this.isStoppingForGood && isLast) {
      this.#record.isRetired = true
      const { streak } = this.#loop.state
      this.#news.announce({ kind: 'ended', generation, end, streak }, this.#process, undefined)
      this.#loop.close()
      this.#deps.onLost(this.id)
      return
    }
    this.#loop.dispatch({ kind: 'ended', generation, end, roll: this.#deps.random() })
  }

  #save(): void {
    this.#record.save(this.#loop.state, this.#process.current?.generation.process)
  }
}
