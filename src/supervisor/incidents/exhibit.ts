import type { EditorName, SessionView } from '../../control/supervision.js'
import type { Evidence } from '../../core/evidence.js'
import type { GoroutineDump } from '../../core/goroutines.js'
import type { Judgement, JudgePolicy } from '../../core/judge.js'
import type { HeapUser } from '../../gopls/heap-profile.js'
import type { ProcessRow } from '../../host/process-table.js'

/** What a verdict rests on: `judge(evidence, policy)` says the same again. */
export interface Exhibit {
  readonly evidence: Evidence
  readonly policy: JudgePolicy
  readonly judgement: Judgement
  /** The goroutine dumps that were had, the older one first. */
  readonly dumps: readonly GoroutineDump[]
  /** Its processes as they were seen last. */
  readonly rows: readonly ProcessRow[]
  /** Who held the most of its heap; nobody where gopls was not asked, or did not say. */
  readonly heapUsers: readonly HeapUser[]
}

/** What is known of a gopls and of the sessions on it at one moment. */
export interface Inquiry {
  /** Through our own connection; of one that has just ended what was seen last, undefined once another begins. */
  readonly own: Exhibit | undefined
  readonly sessions: readonly InquiredSession[]
}

export interface InquiredSession {
  readonly session: string
  readonly editor: EditorName
  readonly view: SessionView | null
  readonly exhibit: Exhibit | undefined
}
