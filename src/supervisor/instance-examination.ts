import type { Settings } from '../config/settings.js'
import { addSample, type Baseline, noBaseline, usualMs } from '../core/baseline.js'
import type { Evidence, ProcessView } from '../core/evidence.js'
import type { Judgement } from '../core/judge.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { HeapUser } from '../gopls/heap-profile.js'
import type { ProcessRow } from '../host/process-table.js'
import type { EventKind } from './event-log.js'
import { Examination } from './examination.js'
import type { Generation } from './generation.js'
import type { Exhibit } from './incidents/exhibit.js'
import { MemoryWatch } from './memory-watch.js'
import { viewProcess } from './view-process.js'

export interface InstanceExaminationOptions {
  readonly generation: Pick<Generation, 'process' | 'inside'> & {
    readonly prober: Pick<Generation['prober'], 'ask' | 'standing' | 'reconnect'>
  }
  readonly settings: () => Settings
  readonly nowMs: () => number
  readonly stderrTail: () => string
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
}

const method = 'gopls/sessions'
/** For a new connection, which has 2 s, and for a busy computer. */
const longestOverheadMs = 3_000
/** Who held the heap before it grew is not who made it grow. */
const heapAgeMs = 10_000
/** One that has not told by the time of a recycle may never tell, and each connection leaves memory behind in it. */
const untoldHeapAgeMs = 60_000

/**
 * All that is known of one generation, seen through our own conversation with it: it begins empty with each, so no
 * failure is held against the next.
 */
export class InstanceExamination {
  readonly #options: InstanceExaminationOptions
  readonly #ours: Examination
  readonly #memory = new MemoryWatch()
  #baseline: Baseline = noBaseline
  #process: ProcessView | undefined
  /** The last that were seen: a process that is gone has none. */
  #rows: readonly ProcessRow[] = []
  #heapUsers: readonly HeapUser[] = []
  #lastAnswerAtMs: number | undefined
  #clients = 0

  constructor(options: InstanceExaminationOptions) {
    const { generation, emit } = options
    this.#options = options
    this.#ours = new Examination({
      ...options,
      of: 'instance',
      inside: generation.inside,
      onJudged: (judgement, before) => this.#tell(judgement, before),
      onExamined: (stacks, facts) => {
        emit('instance.examined', facts)
        // Whoever shows its stacks answers on other connections: then only ours is at fault.
        if (stacks !== 'unavailable') generation.prober.reconnect()
      },
    })
  }

  get evidence(): Evidence {
    return this.#ours.evidence
  }

  get judgement(): Judgement {
    return this.#ours.judgement
  }

  get verdictSinceMs(): number {
    return this.#ours.verdictSinceMs
  }

  /** Whether a hang's stacks could be had from gopls itself. */
  get hasStacks(): boolean {
    return this.#ours.hasStacks
  }

  get exhibit(): Exhibit {
    const { exhibit } = this.#ours
    const heapUsers = this.#heapUsers.length > 0 ? this.#heapUsers : exhibit.heapUsers
    return { ...exhibit, rows: this.#rows, heapUsers }
  }

  /** The process group as it was seen last. */
  get process(): ProcessView | undefined {
    return this.#process
  }

  get lastAnswerAtMs(): number | undefined {
    return this.#lastAnswerAtMs
  }

  /** Editors connected, without our own connection. */
  get sessions(): number {
    return Math.max(0, this.#clients - 1)
  }

  /** True when the last look was answered: only then is the number of editors known. */
  get isCounted(): boolean {
    return this.#clients > 0 && this.evidence.last?.conversation.pending === null
  }

  /** True while a question is unanswered: the next look should come soon. */
  get isInDoubt(): boolean {
    const { verdict } = this.judgement
    return this.evidence.unansweredLooks > 0 || (verdict !== 'healthy' && verdict !== 'unknown')
  }

  /** Since when memory has been over the limit, once that is so at as many looks in a row as the settings say. */
  get overMemoryForMs(): number | undefined {
    return this.#memory.overForMs(this.#options.settings().limits, this.#options.nowMs())
  }

  /** One line of plain words, as a judgement's reason is. */
  get memoryUse(): string {
    return this.#memory.describe(this.#options.settings().limits)
  }

  /** One look at the process and, where it can answer, one question to it. */
  async look(rows: readonly ProcessRow[], observer: ObserverState): Promise<void> {
    const { generation, settings, nowMs } = this.#options
    const process = viewProcess(rows, generation.process.identity.pid)
    this.#process = process
    if (rows.length > 0) this.#rows = rows
    const beganMs = nowMs()
    this.#memory.add(process.residentBytes, {
      counts: observer === 'fit' && !process.traced,
      limitBytes: settings().limits.memoryBytes,
      nowMs: beganMs,
    })
    const isHeapWanted = this.#memory.looks === 1 || (this.#memory.looks > 1 && this.#heapUsers.length === 0)
    if (isHeapWanted) void this.#seeHeap()
    const canAnswer = process.state !== 'absent' && process.state !== 'zombie' && process.state !== 'stopped'
    const isReliable = !canAnswer || (await this.#ask())
    // Longer than a question with all its limits can take: we were held up in its midst.
    const isLate = nowMs() - beganMs > settings().probe.timeoutMs + longestOverheadMs
    this.#conclude(process, isReliable && !isLate ? observer : 'stalled')
    if (this.isInDoubt) void this.#ours.lookCloser(rows)
  }

  /** The first answer of all, by which it became ready. */
  noteReady(): void {
    this.#lastAnswerAtMs = this.#options.nowMs()
    this.#conclude(viewProcess([], 0), 'fit', 'running')
  }

  /** False when the silence may be our own. */
  async #ask(): Promise<boolean> {
    const { generation, settings, emit, nowMs } = this.#options
    const answer = await generation.prober.ask(settings().probe.timeoutMs)
    if (!answer) return false
    const { tookMs } = answer
    if (!answer.ok) {
      emit('probe.failed', { probe: 'sessions', reason: answer.reason, tookMs })
      return answer.reason !== 'observer-stalled'
    }
    emit('probe.answered', { probe: 'sessions', tookMs })
    this.#clients = answer.clients
    this.#lastAnswerAtMs = nowMs()
    // What was answered under suspicion would train the limit away.
    if (this.judgement.verdict !== 'suspect') this.#baseline = addSample(this.#baseline, method, tookMs)
    return true
  }

  /** Beforehand: a recycle for memory waits for more looks than the first over the limit, but not for a profile. */
  async #seeHeap(): Promise<void> {
    const { generation, settings } = this.#options
    const maxAgeMs = this.#memory.looks <= settings().limits.samples ? heapAgeMs : untoldHeapAgeMs
    const heap = await generation.inside.seeHeap({ maxAgeMs })
    if (heap) this.#heapUsers = heap.users
  }

  #conclude(process: ProcessView, observer: ObserverState, state = process.state): void {
    const { unansweredMs, lastAnswerMs } = this.#options.generation.prober.standing
    this.#ours.add({
      atMs: this.#options.nowMs(),
      observer,
      process: { ...process, state },
      conversation: {
        pending: unansweredMs === null ? null : { method, ageMs: unansweredMs },
        lastAnswerAgeMs: lastAnswerMs,
        progressAgeMs: null,
        awaitsClient: null,
        usualMs: usualMs(this.#baseline, method) ?? null,
      },
    })
  }

  #tell({ verdict, reason, suppressed }: Judgement, before: Judgement): void {
    const { emit } = this.#options
    if (suppressed !== null) emit('verdict.suppressed', { reason: suppressed })
    if (verdict !== before.verdict) emit('instance.verdict', { verdict, before: before.verdict, reason })
  }
}
