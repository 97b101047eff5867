import type { Settings } from '../config/settings.js'
import type { LaunchReason, ProcessEnd, RestartReason } from '../core/instance-state.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { SpawnedGopls } from '../gopls/spawn-gopls.js'
import { readStderrTail, saysIdleEnd } from '../gopls/stderr-file.js'
import type { Clock } from '../host/clock.js'
import type { ProcessRow, ProcessTable } from '../host/process-table.js'
import { signalGroup } from '../host/signal.js'
import type { EventKind } from './event-log.js'
import { Generation } from './generation.js'
import type { Exhibit } from './incidents/exhibit.js'
import { InstanceExamination } from './instance-examination.js'
import type { ProcessRecord } from './instance-record.js'
import { type LaunchPlan, launchGopls } from './launch.js'

export interface ProcessDependencies {
  readonly table: ProcessTable
  readonly clock: Clock
  readonly settings: () => Settings
  /** How to start this generation, or why that cannot be. */
  readonly planLaunch: (generation: number) => LaunchPlan | string
  readonly stderrPath: string
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
  /** Called when the process is known, so that it can be recorded before anything else happens. */
  readonly onStarted: () => void
  readonly onReady: (generation: number) => void
  readonly onEnded: (generation: number, end: ProcessEnd) => void
}

interface Current {
  readonly generation: Generation
  readonly examination: InstanceExamination
}

/** What a gopls is ended for. */
export interface Blame {
  readonly because: string
  readonly hasStacks: boolean
  /** Undefined for one that never answered. */
  readonly unansweredMs: number | undefined
}

/** The running side of a slot: carries out what was decided, and reports what came of it. */
export class InstanceProcess {
  readonly #deps: ProcessDependencies
  #current: Current | undefined
  #launching: Promise<void> = Promise.resolve()
  #lastAnswerAtMs: number | undefined
  #recoveryMs: number | undefined
  /** Of a generation that has ended, until another begins. */
  #lastExhibit: Exhibit | undefined

  constructor(deps: ProcessDependencies) {
    this.#deps = deps
  }

  get current(): Current | undefined {
    return this.#current
  }

  /** What is known of the generation, or was when it ended. */
  get exhibit(): Exhibit | undefined {
    return this.#current?.examination.exhibit ?? this.#lastExhibit
  }

  /** From the last answer of any generation before to the first of this one; undefined while there is only one. */
  get recoveryMs(): number | undefined {
    return this.#recoveryMs
  }

  launch(generation: number, reason: LaunchReason): void {
    this.#launching = this.#launch(generation, reason).catch((error: unknown) =>
      this.end(generation, { kind: 'not-started', detail: String(error) }),
    )
  }

  /** Goes on with a gopls that an earlier daemon started. */
  adopt(generation: number, process: ProcessRecord): void {
    this.#hold(generation, process, undefined)
    const { identity, goplsVersion: version, stderrFromByte } = process
    this.#deps.emit('instance.adopted', { pid: identity.pid, version, stderrFromByte })
  }

  async terminate(number: number, reason: RestartReason | 'stop', blame?: Blame): Promise<void> {
    await this.#launching
    const current = this.#current
    if (current?.generation.number !== number) return
    const { emit, settings } = this.#deps
    const { hasStacks, memoryUse } = current.examination
    const { pid } = current.generation.process.identity
    // Only a failure was detected; a stop or a recycle was decided.
    const isFailure = reason === 'hang' || reason === 'cpu'
    const found = isFailure ? (blame ?? this.#blame(current.examination)) : undefined
    const because = reason === 'memory' ? memoryUse : found?.because
    const wantsStacks = found !== undefined && !found.hasStacks && !hasStacks
    emit('instance.terminating', { reason, pid, detectionMs: found?.unansweredMs, because })
    await current.generation.terminate({
      ...settings().stop,
      wantsStacks,
      onSignal: (signal, target, outcome) => emit('instance.signalled', { signal, target, outcome, pid }),
    })
  }

  /** Resolves when it is known whether the process lives, its end reported if not; sooner if it was not to be known. */
  async confirm(): Promise<void> {
    await this.#current?.generation.confirmLife()
  }

  /** Wakes a stopped process and its children. */
  async resume(number: number): Promise<void> {
    const generation = this.#current?.generation
    if (generation?.number !== number) return
    const { identity } = generation.process
    const outcome = await signalGroup(this.#deps.table, identity, 'SIGCONT').catch(() => 'refused')
    this.#deps.emit('instance.signalled', { signal: 'SIGCONT', target: 'group', outcome, pid: identity.pid })
  }

  /** One look at the current generation; undefined while there is none. */
  async look(rows: readonly ProcessRow[], observer: ObserverState): Promise<Current | undefined> {
    const current = this.#current
    if (!current) return undefined
    const { generation, examination } = current
    const leader = rows.find(row => row.pid === generation.process.identity.pid)
    if (!leader || leader.state === 'zombie') await generation.confirmDeath()
    await examination.look(rows, observer)
    return current
  }

  /** Lets the process live on for the next daemon. */
  async release(): Promise<void> {
    await this.#launching
    if (!this.#current) return
    const { generation } = this.#current
    generation.release()
    this.#deps.emit('instance.released', { pid: generation.process.identity.pid })
  }

  /** The last lines that this generation wrote. */
  stderrTail(): string {
    return readStderrTail(this.#deps.stderrPath, this.#current?.generation.process.stderrFromByte ?? 0)
  }

  /** Resolves once a launch that is under way has come to something. */
  settled(): Promise<void> {
    return this.#launching
  }

  /** Reports an end that was seen, or that nobody saw. */
  end(generation: number, end: ProcessEnd): void {
    const isIdle = this.#mayBeIdle(end) && saysIdleEnd(this.stderrTail())
    this.#letGo()
    this.#deps.onEnded(generation, isIdle ? { kind: 'idle' } : end)
  }

  async #launch(number: number, reason: LaunchReason): Promise<void> {
    this.#letGo()
    const { planLaunch, table, emit, onStarted } = this.#deps
    const plan = planLaunch(number)
    const result =
      typeof plan === 'string'
        ? { ok: false as const, end: { kind: 'not-started' as const, detail: plan } }
        : await launchGopls(plan, table)
    if (!result.ok) {
      // A new turn: the decision that asked for this launch must be over first.
      setImmediate(() => this.end(number, result.end))
      return
    }
    this.#hold(number, result.process, result.child)
    onStarted()
    const { identity, goplsPath: path, goplsVersion: version, stderrFromByte } = result.process
    emit('instance.launched', { reason, pid: identity.pid, path, version, stderrFromByte })
  }

  #hold(number: number, process: ProcessRecord, child: SpawnedGopls | undefined): void {
    const { table, clock, settings, emit } = this.#deps
    const generation = new Generation({
      number,
      process,
      table,
      child,
      sweeps: () => !settings().dryRun,
      onReady: () => this.#becomeReady(number),
      onEnded: end => this.end(number, end),
    })
    const examination = new InstanceExamination({
      generation,
      settings,
      nowMs: () => clock.monotonicMs(),
      stderrTail: () => this.stderrTail(),
      // What is still under way when its generation ends is nobody's news.
      emit: (kind, data) => {
        if (this.#current?.generation === generation) emit(kind, data)
      },
    })
    this.#current = { generation, examination }
  }

  #becomeReady(number: number): void {
    if (this.#current?.generation.number !== number) return
    const sinceMs = this.#lastAnswerAtMs
    this.#recoveryMs = sinceMs === undefined ? undefined : this.#deps.clock.monotonicMs() - sinceMs
    this.#current.examination.noteReady()
    this.#deps.onReady(number)
  }

  #blame({ judgement, hasStacks, lastAnswerAtMs }: InstanceExamination): Blame {
    const nowMs = this.#deps.clock.monotonicMs()
    const unansweredMs = lastAnswerAtMs === undefined ? undefined : nowMs - lastAnswerAtMs
    return { because: judgement.reason, hasStacks, unansweredMs }
  }

  /** Not one that lived for less than its time limit: taken for idle, it would be started again without end. */
  #mayBeIdle(end: ProcessEnd): boolean {
    if (end.kind !== 'unobserved' && (end.kind !== 'exited' || end.code !== 2)) return false
    // Gone before it was known: the words in the log are of an earlier one.
    if (this.#current === undefined && end.kind === 'exited') return false
    const { clock, settings } = this.#deps
    const startedAtWallMs = this.#current?.generation.process.startedAtWallMs ?? 0
    return clock.wallMs() - startedAtWallMs >= settings().instances.idleTimeoutMs
  }

  #letGo(): void {
    this.#lastAnswerAtMs = this.#current?.examination.lastAnswerAtMs ?? this.#lastAnswerAtMs
    this.#lastExhibit = this.#current?.examination.exhibit
    this.#current = undefined
  }
}
