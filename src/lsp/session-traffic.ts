import { nameMethod } from './method-name.js'
import type { PendingRequests } from './pending-requests.js'
import type { RecentNotifications } from './recent-notifications.js'
import type { SessionJournal } from './session-journal.js'

/** What passes between an editor and gopls, in methods, ages and sizes: no params, no ids. */
export interface Traffic {
  readonly fromEditor: TrafficOfOneSide
  readonly fromGopls: TrafficOfOneSide
}

export interface TrafficOfOneSide {
  /** Requests that the other side has not answered, the oldest first. */
  readonly unanswered: readonly MessageMark[]
  /** How many more there are. */
  readonly moreUnanswered: number
  /** The last ones, the oldest first. */
  readonly notifications: readonly MessageMark[]
}

export interface MessageMark {
  readonly method: string
  readonly ageMs: number
  readonly bytes: number
}

const maxUnanswered = 50

export function describeTraffic(journal: SessionJournal, nowMs: number): Traffic {
  const { fromEditor, fromGopls, notifications } = journal
  return {
    fromEditor: describeSide(fromEditor, notifications.fromEditor, nowMs),
    fromGopls: describeSide(fromGopls, notifications.fromGopls, nowMs),
  }
}

function describeSide(
  pending: Pick<PendingRequests, 'values' | 'size'>,
  { list }: RecentNotifications,
  nowMs: number,
): TrafficOfOneSide {
  const mark = (method: string, atMs: number, bytes: number): MessageMark => ({
    method: nameMethod(method),
    ageMs: Math.round(nowMs - atMs),
    bytes,
  })
  const unanswered: MessageMark[] = []
  for (const { method, askedAtMs, bytes } of pending.values()) {
    if (unanswered.length === maxUnanswered) break
    unanswered.push(mark(method, askedAtMs, bytes))
  }
  return {
    unanswered,
    moreUnanswered: pending.size - unanswered.length,
    notifications: list.map(({ method, atMs, bytes }) => mark(method, atMs, bytes)),
  }
}
