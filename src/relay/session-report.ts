import type { InstanceRef, SessionNote, StayReason, Supervision } from '../control/supervision.js'
import type { PendingRequest } from '../lsp/pending-requests.js'
import type { ReplayPlan } from '../lsp/replay-plan.js'
import { decideFate } from '../lsp/request-fate.js'
import { AnswerTimes } from './answer-times.js'
import { type Outcome, RequestNotes } from './request-notes.js'
import { ToldErrors } from './told-errors.js'

/** What the supervisor is told of one session. */
export class SessionReport {
  readonly #session: string
  readonly #supervision: Pick<Supervision, 'terms' | 'note' | 'release'>
  readonly #nowMs: () => number
  readonly #times = new AnswerTimes()
  readonly #requests: RequestNotes
  readonly #errors: ToldErrors

  constructor(options: {
    readonly session: string
    readonly supervision: Pick<Supervision, 'terms' | 'note' | 'release'>
    readonly nowMs: () => number
    /** What happens often is told once in this time. */
    readonly gatherMs: number
  }) {
    this.#session = options.session
    this.#supervision = options.supervision
    this.#nowMs = options.nowMs
    this.#requests = new RequestNotes(options.gatherMs, note => this.#note(note))
    this.#errors = new ToldErrors(options.gatherMs, note => this.#note(note))
  }

  connected(instance: InstanceRef): void {
    this.#times.connectedTo(instance)
  }

  answered(request: PendingRequest, outcome: Outcome): void {
    const { method, askedAtMs, sentAtMs } = request
    const nowMs = this.#nowMs()
    this.#requests.add(method, outcome, nowMs - askedAtMs)
    if (outcome === 'refused' && isSuspect(request)) this.#note({ kind: 'suspect-request', method })
    if (outcome !== 'result' || sentAtMs === undefined) return
    const tookMs = nowMs - sentAtMs
    // What was in doubt must not become what is usual: it would excuse the next hang.
    if (tookMs < this.#supervision.terms.doubtAfterMs) this.#times.add(method, tookMs)
  }

  usualMs(method: string): number | null {
    return this.#times.usualMs(method)
  }

  replayed({ fates, sentIds }: ReplayPlan, tookMs: number): void {
    const refused = fates.filter(({ fate }) => fate.kind === 'refuse').length
    this.#note({ kind: 'replayed', tookMs: Math.round(tookMs), requests: sentIds.length, refused })
  }

  moved(to: InstanceRef, besideMs: number): void {
    this.#note({ kind: 'moved', to, besideMs: Math.round(besideMs) })
  }

  stayed(to: InstanceRef, reason: StayReason): void {
    this.#note({ kind: 'not-moved', to, reason })
  }

  answeredForEditor({ method }: PendingRequest, ageMs: number): void {
    this.#note({ kind: 'answered-for-editor', method, ageMs: Math.round(ageMs) })
  }

  /** Takes in a notification of gopls. */
  told(method: string, params: unknown): void {
    this.#errors.take(method, params, this.#nowMs())
  }

  release(): void {
    this.#requests.flush()
    this.#supervision.release(this.#session)
  }

  #note(note: SessionNote): void {
    this.#supervision.note(this.#session, note)
  }
}

/** It was in flight at as many deaths as a request may be. */
function isSuspect(request: PendingRequest): boolean {
  const fate = decideFate(request)
  return fate.kind === 'refuse' && fate.error === 'suspect-request'
}
