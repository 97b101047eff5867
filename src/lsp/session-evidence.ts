import { nameMethod } from './method-name.js'
import type { PendingRequests } from './pending-requests.js'
import type { SessionJournal } from './session-journal.js'

/** What a session itself shows of the gopls behind it. Ages in milliseconds, on the connection of now. */
export interface SessionEvidence {
  /** The oldest request that gopls has not answered, cancelled or not: it owes an answer to those too. */
  readonly pending: WaitingRequest | null
  readonly lastAnswerAgeMs: number | null
  /** Since gopls last said anything. */
  readonly lastSignAgeMs: number | null
  readonly progressAgeMs: number | null
  /** The oldest request of gopls that the editor has not answered. */
  readonly awaitsClient: WaitingRequest | null
}

export interface WaitingRequest {
  readonly method: string
  readonly ageMs: number
}

export function describeEvidence(journal: SessionJournal, nowMs: number): SessionEvidence {
  return {
    pending: oldest(journal.fromEditor, nowMs),
    lastAnswerAgeMs: age(journal.signs.answerAtMs, nowMs),
    lastSignAgeMs: age(journal.signs.signAtMs, nowMs),
    progressAgeMs: age(journal.signs.progressAtMs, nowMs),
    awaitsClient: oldest(journal.fromGopls, nowMs),
  }
}

function oldest(pending: Pick<PendingRequests, 'oldestSent'>, nowMs: number): WaitingRequest | null {
  const found = pending.oldestSent()
  return found ? { method: nameMethod(found.request.method), ageMs: nowMs - found.sentAtMs } : null
}

function age(atMs: number | undefined, nowMs: number): number | null {
  return atMs === undefined ? null : nowMs - atMs
}
