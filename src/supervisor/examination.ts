import type { Settings } from '../config/settings.js'
import { overdueMs } from '../core/baseline.js'
import {
  addObservation,
  addStacks,
  type Evidence,
  isExcusedByChild,
  noEvidence,
  type Observation,
} from '../core/evidence.js'
import { GoroutineDump } from '../core/goroutines.js'
import { type Judgement, type JudgePolicy, judge } from '../core/judge.js'
import type { ProcessRow } from '../host/process-table.js'
import { describeSuspicion } from './describe-suspicion.js'
import type { Exhibit } from './incidents/exhibit.js'
import type { SharedLook } from './shared-look.js'
import { Suspicion } from './suspicion.js'

export interface ExaminationOptions {
  /** Whose conversation it is. */
  readonly of: 'instance' | 'session'
  readonly inside: SharedLook
  readonly settings: () => Settings
  readonly nowMs: () => number
  readonly stderrTail: () => string
  /** Called after each judgement, at a look or when the stacks are known; `before` is the one until now. */
  readonly onJudged: (judgement: Judgement, before: Judgement) => void
  /** Called when stacks were asked for, with what the log is to keep of it. */
  readonly onExamined: (stacks: Finding, facts: Readonly<Record<string, unknown>>) => void
}

type Finding = NonNullable<Evidence['stacks']>

/** `go mod tidy` comes and goes in less: it may be gone at the next look, and what was seen beside it counts then. */
const youngChildMs = 1_000

/** What is known of one conversation with one gopls process, and what is made of it. */
export class Examination {
  readonly #options: ExaminationOptions
  /** Of the question that is unanswered now; undefined while none is. */
  #suspicion: Suspicion | undefined
  #evidence: Evidence = noEvidence
  #policy: JudgePolicy
  #judgement: Judgement
  #verdictSinceMs: number
  /** As they were at the last closer look. */
  #rows: readonly ProcessRow[] = []

  constructor(options: ExaminationOptions) {
    this.#options = options
    this.#policy = this.#judgePolicy()
    this.#judgement = judge(noEvidence, this.#policy)
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

  /** Whether a hang's stacks could be had from gopls itself. */
  get hasStacks(): boolean {
    return this.#suspicion?.hasStacks ?? false
  }

  /** All that an incident keeps of it. */
  get exhibit(): Exhibit {
    return {
      evidence: this.#evidence,
      policy: this.#policy,
      judgement: this.#judgement,
      dumps: this.#suspicion?.dumps.map(text => new GoroutineDump(text)) ?? [],
      rows: this.#rows,
      heapUsers: this.#suspicion?.heap?.users ?? [],
    }
  }

  /** When the unanswered request is overdue; undefined while there is none. */
  get limitMs(): number | undefined {
    const { pending, usualMs } = this.#evidence.last?.conversation ?? {}
    return pending ? overdueMs(usualMs ?? null, this.#options.settings().hang) : undefined
  }

  /** Adds one look and judges. */
  add(observation: Observation): void {
    this.#evidence = addObservation(this.#evidence, observation)
    // What was found while another question was open, or before a gap, says nothing of this one.
    if (this.#evidence.unansweredLooks < 2) this.#suspicion = undefined
    this.#judge()
  }

  /** Goroutine dumps, when it is time for one; with what they say it is judged again, there and then. */
  async lookCloser(rows: readonly ProcessRow[]): Promise<void> {
    const { last, unansweredLooks, childrenSinceMs } = this.#evidence
    const unansweredMs = last?.conversation.pending?.ageMs
    if (!last || unansweredMs === undefined || unansweredLooks === 0) return
    const { inside, onExamined, stderrTail } = this.#options
    this.#rows = rows
    // One that stays is what gopls waits for, and each dump stops gopls for a moment.
    const hasYoungChild = childrenSinceMs !== null && last.atMs - childrenSinceMs < youngChildMs
    if (!hasYoungChild && isExcusedByChild(childrenSinceMs, last.atMs)) return
    this.#suspicion ??= new Suspicion(inside)
    const suspicion = this.#suspicion
    const finding = await suspicion.look(unansweredMs, this.limitMs ?? 0)
    if (finding === undefined || suspicion !== this.#suspicion) return
    const goroutines = suspicion.dumps.at(-1)
    const { heap } = suspicion
    const facts = { finding, unansweredMs, goroutines, heap, rows, stderrTail: stderrTail() }
    onExamined(finding, describeSuspicion(facts))
    this.#evidence = addStacks(this.#evidence, finding)
    this.#judge()
  }

  #judge(): void {
    const before = this.#judgement
    this.#policy = this.#judgePolicy()
    this.#judgement = judge(this.#evidence, this.#policy)
    if (this.#judgement.verdict !== before.verdict) this.#verdictSinceMs = this.#options.nowMs()
    this.#options.onJudged(this.#judgement, before)
  }

  #judgePolicy(): JudgePolicy {
    const { of, settings } = this.#options
    const { hang, probe } = settings()
    return { hang, failures: probe.failures, idleConfirms: of === 'session' }
  }
}
