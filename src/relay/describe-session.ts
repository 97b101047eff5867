import type { InstanceRef, SessionView } from '../control/supervision.js'
import { describeEvidence } from '../lsp/session-evidence.js'
import type { SessionJournal } from '../lsp/session-journal.js'

/** How a session stands now. */
export function describeSession(
  journal: SessionJournal,
  nowMs: number,
  session: {
    readonly session: string
    readonly current: InstanceRef | null
    /** Since when a replayed `initialize` is unanswered: it is no request of the editor's, but gopls owes it. */
    readonly openingSinceMs: number | undefined
    readonly lastUseAtMs: number
    readonly usualMs: (method: string) => number | null
  },
): SessionView {
  const { pending, lastSignAgeMs, ...evidence } = describeEvidence(journal, nowMs)
  const { openingSinceMs } = session
  const opening =
    openingSinceMs === undefined ? null : { method: 'initialize', ageMs: nowMs - openingSinceMs }
  const awaited = pending ?? opening
  return {
    session: session.session,
    current: session.current,
    conversation: { ...evidence, pending: awaited, usualMs: awaited && session.usualMs(awaited.method) },
    pending: journal.fromEditor.size,
    lastSignAgeMs,
    lastUseAgeMs: nowMs - session.lastUseAtMs,
    openDocuments: journal.toldToGopls.documents.length,
  }
}
