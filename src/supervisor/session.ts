import type { EditorName, InstanceRef, RelaySide, SessionView } from '../control/supervision.js'
import { noCure, type SessionCureState } from '../core/session-cure.js'
import type { Examination } from './examination.js'
import type { SessionSummary } from './session-standing.js'

/** What an editor said or typed less than this ago may go on. */
const quietMs = 2_000

/** One editor's session as the supervisor knows it: whose it is, where it is, and how it stands. */
export class Session {
  readonly id: string
  relay: RelaySide
  editor: EditorName
  roots: readonly string[]
  /** Where it was told to connect last; null while it has never been told. */
  granted: InstanceRef | null = null
  /** The slot that it uses or waits for. */
  slot: string | null = null
  /** As its relay told of it last. */
  view: SessionView | null = null
  /** Whether its relay answered at the last look. */
  isHeard = false
  /** Of its connection of now. */
  examination: Examination | undefined
  cure: SessionCureState = noCure

  constructor(id: string, relay: RelaySide, { editor, roots }: Pick<Session, 'editor' | 'roots'>) {
    this.id = id
    this.relay = relay
    this.editor = editor
    this.roots = roots
  }

  /** True when nothing is pending and the editor has said nothing for a moment; not known is not quiet. */
  get isQuiet(): boolean {
    return this.isHeard && this.view !== null && this.view.pending === 0 && this.view.lastUseAgeMs >= quietMs
  }

  /** It goes on there now: what was tried on another gopls says nothing of this one. */
  moveTo({ instance, generation }: InstanceRef): void {
    this.slot = instance
    this.granted = { instance, generation }
    this.cure = noCure
    this.examination = undefined
  }

  describe(): SessionSummary {
    const { id, editor, roots, view, examination } = this
    const { verdict, reason } = examination?.judgement ?? waiting
    return {
      id,
      editor,
      roots,
      pending: view?.pending ?? 0,
      oldestPendingMs: rounded(view?.conversation.pending?.ageMs),
      lastSignMs: rounded(view?.lastSignAgeMs),
      verdict,
      reason,
    }
  }
}

function rounded(ms: number | null | undefined): number | null {
  return typeof ms === 'number' ? Math.round(ms) : null
}

const waiting = { verdict: 'unknown', reason: 'not looked at yet, or waiting for a gopls' } as const
