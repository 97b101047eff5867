import type { SessionTerms } from '../control/supervision.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import type { RequestId } from '../lsp/message.js'
import type { PendingRequest } from '../lsp/pending-requests.js'
import type { SessionJournal } from '../lsp/session-journal.js'

export interface OverdueOptions {
  readonly journal: Pick<SessionJournal, 'fromEditor' | 'fromGopls'>
  /** Since when gopls owes the answer to a replayed `initialize`. */
  readonly openingSinceMs: () => number | undefined
  readonly terms: () => SessionTerms
  readonly nowMs: () => number
  /** gopls has not answered something for long; called once for each request. */
  readonly onDoubt: () => void
  /** The editor has not answered this for too long: it is to be answered now. */
  readonly onSilentEditor: (request: PendingRequest, ageMs: number) => void
}

/** An answer that gopls owes; `id` undefined: to a replayed `initialize`. */
interface Owed {
  readonly id: RequestId | undefined
  readonly sinceMs: number
}

/** Looks for answers that are owed for too long, with one timer that is armed only while any is owed. */
export class OverdueWatch {
  readonly #options: OverdueOptions
  readonly #timer = new DeadlineTimer(() => this.#look())
  /** When the timer is due; undefined: it is not armed. */
  #dueMs: number | undefined
  #doubted: Owed | undefined

  constructor(options: OverdueOptions) {
    this.#options = options
  }

  /** Something was sent or answered. */
  update(): void {
    const { journal, openingSinceMs, terms, nowMs } = this.#options
    const { doubtAfterMs, clientReplyTimeoutMs } = terms()
    const isNothingOwed = journal.fromEditor.size + journal.fromGopls.size === 0
    if (isNothingOwed && openingSinceMs() === undefined) this.close()
    // What was sent just now is due before all else when its term is the shorter one.
    else if (nowMs() + Math.min(doubtAfterMs, clientReplyTimeoutMs) < (this.#dueMs ?? Infinity)) this.#look()
  }

  close(): void {
    if (this.#dueMs === undefined) return
    this.#dueMs = undefined
    this.#timer.arm(undefined)
  }

  #look(): void {
    const nowMs = this.#options.nowMs()
    const dueMs = [this.#lookAtGopls(nowMs), this.#lookAtEditor(nowMs)].filter(due => due !== undefined)
    this.#dueMs = dueMs.length > 0 ? Math.min(...dueMs) : undefined
    this.#timer.arm(this.#dueMs === undefined ? undefined : this.#dueMs - nowMs)
  }

  /** When to look again; undefined: when something changes. */
  #lookAtGopls(nowMs: number): number | undefined {
    const owed = this.#owedByGopls()
    if (!owed || isSame(owed, this.#doubted)) return undefined
    const dueMs = owed.sinceMs + this.#options.terms().doubtAfterMs
    if (dueMs > nowMs) return dueMs
    this.#doubted = owed
    this.#options.onDoubt()
    return undefined
  }

  #owedByGopls(): Owed | undefined {
    const { journal, openingSinceMs } = this.#options
    const oldest = journal.fromEditor.oldestSent()
    if (oldest) return { id: oldest.request.id, sinceMs: oldest.sentAtMs }
    const sinceMs = openingSinceMs()
    return sinceMs === undefined ? undefined : { id: undefined, sinceMs }
  }

  #lookAtEditor(nowMs: number): number | undefined {
    for (;;) {
      const oldest = this.#options.journal.fromGopls.oldestSent()
      if (!oldest) return undefined
      const dueMs = oldest.sentAtMs + this.#options.terms().clientReplyTimeoutMs
      if (dueMs > nowMs) return dueMs
      this.#options.onSilentEditor(oldest.request, nowMs - oldest.sentAtMs)
    }
  }
}

function isSame(a: Owed, b: Owed | undefined): boolean {
  return a.id === b?.id && a.sinceMs === b?.sinceMs
}
