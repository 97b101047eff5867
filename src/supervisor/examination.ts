import type { Settings } from '../config/settings.js'
import { addSample, type Baseline, noBaseline, overdueMs, usualMs } from '../core/baseline.js'
import { addObservation, addStacks, type Evidence, noEvidence, type ProcessView } from '../core/evidence.js'
import { type Judgement, judge } from '../core/judge.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { ProcessRow } from '../host/process-table.js'
import { describeSuspicion } from './describe-suspicion.js'
import type { EventKind } from './event-log.js'
import type { Generation } from './generation.js'
import { Suspicion } from './suspicion.js'
import { viewProcess } from './view-process.js'

export interface ExaminationOptions {
  readonly generation: Pick<Generation, 'process'> & {
    readonly prober: Pick<Generation['prober'], 'ask' | 'standing' | 'reconnect'>
  }
  readonly settings: () => Settings
  readonly nowMs: () => number
  readonly stderrTail: () => string
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
}

const method = 'gopls/sessions'
/** How long a closer look may take: gopls answers it in milliseconds or not at all. */
const dumpLimitMs = 2_000
/** For a new connection, which has 2 s, and for a busy computer. */
const longestOverheadMs = 3_000

/** All that is known of one generation: it begins empty with each, so no failure is held against the next. */
export class Examination {
  readonly #options: ExaminationOptions
  /** Of the question that is unanswered now; undefined while none is. */
  #suspicion: Suspicion | undefined
  #evidence: Evidence = noEvidence
  #baseline: Baseline = noBaseline
  #judgement: Judgement
  #verdictSinceMs: number
  #suspectSinceMs: number | undefined
  #rows: readonly ProcessRow[] = []
  #process: ProcessView | undefined
  #looksOverMemory = 0
  #lastAnswerAtMs: number | undefined
  #clients = 0

  constructor(options: ExaminationOptions) {
    this.#options = options
    this.#judgement = judge(noEvidence, this.#judgePolicy())
    this.#verdictSinceMs = options.nowMs()
  }

  get evidence(): Evidence {
    return this.#evidence
  }

  get judgement(): Judgement {
    return this.#judgement
  }

  get verdictSinceMs(): number {
    return this.#verdictSinceMs
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

  /** True when the last look was answered, and told of nobody but us: not known is not deserted. */
  get isDeserted(): boolean {
    return this.#clients === 1 && this.#evidence.last?.conversation.pending === null
  }

  /** True while a question is unanswered: the next look should come soon. */
  get isInDoubt(): boolean {
    return this.#evidence.unansweredLooks > 0 || this.#suspectSinceMs !== undefined
  }

  /** When doubt began; undefined while all is well. */
  get suspectSinceMs(): number | undefined {
    return this.#suspectSinceMs
  }

  /** Whether a hang's stacks could be had from gopls itself. */
  get hasStacks(): boolean {
    return this.#suspicion?.hasStacks ?? false
  }

  /** True when memory was over the limit at as many looks in a row as the settings say. */
  get isOverMemory(): boolean {
    return this.#looksOverMemory >= this.#options.settings().limits.samples
  }

  /** One line of plain words, as a judgement's reason is. */
  get memoryUse(): string {
    const { memoryBytes, samples } = this.#options.settings().limits
    const used = inMebibytes(this.#process?.residentBytes ?? 0)
    return `${used} of memory at ${samples} looks in a row, more than ${inMebibytes(memoryBytes)}`
  }

  /** One look at the process and, where it can answer, one question to it. */
  async look(rows: readonly ProcessRow[], observer: ObserverState): Promise<void> {
    const { generation, settings } = this.#options
    const process = viewProcess(rows, generation.process.identity.pid)
    this.#rows = rows
    this.#process = process
    const isOver = process.residentBytes > settings().limits.memoryBytes
    const counts = observer === 'fit' && !process.traced
    this.#looksOverMemory = counts && isOver ? this.#looksOverMemory + 1 : 0
    const canAnswer = process.state !== 'absent' && process.state !== 'zombie' && process.state !== 'stopped'
    const beganMs = this.#options.nowMs()
    const isReliable = !canAnswer || (await this.#ask())
    // Longer than a question with all its limits can take: we were held up in its midst.
    const tookMs = this.#options.nowMs() - beganMs
    const isLate = tookMs > settings().probe.timeoutMs + longestOverheadMs
    this.#conclude(process, isReliable && !isLate ? observer : 'stalled')
    if (this.isInDoubt) void this.#lookCloser()
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
    if (this.#judgement.verdict !== 'suspect') this.#baseline = addSample(this.#baseline, method, tookMs)
    return true
  }

  #conclude(process: ProcessView, observer: ObserverState, state = process.state): void {
    const { unansweredMs, lastAnswerMs } = this.#options.generation.prober.standing
    this.#evidence = addObservation(this.#evidence, {
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
    // What was found while another question was open, or before a gap, says nothing of this one.
    if (this.#evidence.unansweredLooks < 2) this.#suspicion = undefined
    this.#judge()
  }

  #judge(): void {
    const { emit, nowMs } = this.#options
    const before = this.#judgement.verdict
    this.#judgement = judge(this.#evidence, this.#judgePolicy())
    const { verdict, reason, suppressed } = this.#judgement
    if (suppressed !== null) emit('verdict.suppressed', { reason: suppressed })
    const isWell = verdict === 'healthy' || verdict === 'unknown'
    this.#suspectSinceMs = isWell ? undefined : (this.#suspectSinceMs ?? nowMs())
    if (verdict === before) return
    this.#verdictSinceMs = nowMs()
    emit('instance.verdict', { verdict, before, reason })
  }

  /** Goroutine dumps. If they can be had, gopls answers on other connections: then only ours is at fault. */
  async #lookCloser(): Promise<void> {
    const { last, unansweredLooks } = this.#evidence
    const { pending, usualMs: usual } = last?.conversation ?? {}
    if (!pending || unansweredLooks === 0) return
    const { socketPath } = this.#options.generation.process
    this.#suspicion ??= new Suspicion({ socketPath, limitMs: dumpLimitMs })
    const suspicion = this.#suspicion
    const limitMs = overdueMs(usual ?? null, this.#options.settings().hang)
    const finding = await suspicion.look(pending.ageMs, limitMs)
    if (finding === undefined || suspicion !== this.#suspicion) return
    const facts = { finding, unansweredMs: pending.ageMs, inside: suspicion.inside, rows: this.#rows }
    this.#options.emit(
      'instance.examined',
      describeSuspicion({ ...facts, stderrTail: this.#options.stderrTail() }),
    )
    this.#evidence = addStacks(this.#evidence, finding)
    if (finding !== 'unavailable') this.#options.generation.prober.reconnect()
  }

  #judgePolicy(): Parameters<typeof judge>[1] {
    const { hang, probe } = this.#options.settings()
    return { hang, failures: probe.failures }
  }
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
