import type { EditorName } from '../control/supervision.js'
import type { Verdict } from '../core/verdict.js'

/** One editor's session as the outside is told of it. Ages in milliseconds. */
export interface SessionSummary {
  readonly id: string
  readonly editor: EditorName
  readonly roots: readonly string[]
  /** Unanswered requests of the editor. */
  readonly pending: number
  readonly oldestPendingMs: number | null
  /** Since gopls last said anything here. */
  readonly lastSignMs: number | null
  readonly verdict: Verdict
  /** One line of plain words: what the verdict rests on. */
  readonly reason: string
}

/** The sessions of one instance, those included that wait for it. */
export interface SessionStanding {
  readonly list: readonly SessionSummary[]
  /** True when nothing is pending in any of them and no editor has said anything for a moment. */
  readonly isQuiet: boolean
}

export const nobody: SessionStanding = { list: [], isQuiet: true }
