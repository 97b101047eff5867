import { addObservation, type Evidence, noEvidence, type Observation } from '../core/evidence.js'
import { type Judgement, type JudgePolicy, judge } from '../core/judge.js'
import type { ProcessRow } from '../host/process-table.js'
import type { EventKind } from './event-log.js'
import type { Generation } from './generation.js'

export interface ExaminationOptions {
  readonly generation: Pick<Generation, 'process' | 'probe'>
  readonly policy: () => JudgePolicy & { readonly timeoutMs: number }
  readonly nowMs: () => number
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
}

/** All that is known of one generation: it begins empty with each, so no failure is held against the next. */
export class Examination {
  readonly #options: ExaminationOptions
  #evidence: Evidence = noEvidence
  #judgement: Judgement
  #rows: readonly ProcessRow[] = []
  #clients = 0
  #suspectSinceMs: number | undefined

  constructor(options: ExaminationOptions) {
    this.#options = options
    this.#judgement = judge(noEvidence, options.policy())
  }

  get evidence(): Evidence {
    return this.#evidence
  }

  get judgement(): Judgement {
    return this.#judgement
  }

  /** The process group as it was seen last. */
  get rows(): readonly ProcessRow[] {
    return this.#rows
  }

  /** Editors connected, without our own connection. */
  get sessions(): number {
    return Math.max(0, this.#clients - 1)
  }

  /** When doubt began; undefined while all is well. */
  get suspectSinceMs(): number | undefined {
    return this.#suspectSinceMs
  }

  /** The first answer of all, by which it became ready. */
  answered(): void {
    this.#conclude({
      process: 'running',
      traced: false,
      probe: 'answered',
      observerStalled: false,
      atMs: this.#options.nowMs(),
    })
  }

  /** One look at the process and, where it can answer, one question to it. */
  async look(rows: readonly ProcessRow[], observerStalled: boolean): Promise<void> {
    const { generation, nowMs } = this.#options
    this.#rows = rows
    const leader = rows.find(row => row.pid === generation.process.identity.pid)
    const canAnswer = leader !== undefined && leader.state !== 'zombie' && leader.state !== 'stopped'
    this.#conclude({
      process: leader?.state ?? 'absent',
      traced: leader?.traced ?? false,
      probe: canAnswer ? await this.#probe() : 'none',
      observerStalled,
      atMs: nowMs(),
    })
  }

  async #probe(): Promise<Observation['probe']> {
    const { generation, policy, emit } = this.#options
    const answer = await generation.probe(policy().timeoutMs)
    if (!answer) return 'none'
    const { tookMs } = answer
    if (!answer.ok) {
      emit('probe.failed', { probe: 'sessions', reason: answer.reason, tookMs })
      return 'failed'
    }
    emit('probe.answered', { probe: 'sessions', tookMs })
    this.#clients = answer.clients
    return 'answered'
  }

  #conclude(observation: Observation): void {
    const before = this.#judgement.verdict
    this.#evidence = addObservation(this.#evidence, observation)
    this.#judgement = judge(this.#evidence, this.#options.policy())
    const { verdict, reason } = this.#judgement
    const isWell = verdict === 'healthy' || verdict === 'unknown'
    this.#suspectSinceMs = isWell ? undefined : (this.#suspectSinceMs ?? observation.atMs)
    if (verdict !== before) this.#options.emit('instance.verdict', { verdict, before, reason })
  }
}
