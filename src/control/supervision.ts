import type { ConversationView } from '../core/evidence.js'
import type { Traffic } from '../lsp/session-traffic.js'

/**
 * What a relay has of whoever supervises gopls: the daemon over `run/relay.sock`, or the relay's own supervisor.
 * Both sides are plain data and plain calls, so that the relay need not know which of the two it has.
 */
export interface Supervision {
  readonly terms: SessionTerms
  /**
   * Asks for a gopls for this session; resolves when one answers, or with why there will be none for now. A session
   * asks again whenever it has lost its connection. An aborted lease is given up.
   */
  lease(request: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer>
  /** Something of a session is unanswered for long: worth a look soon. */
  raiseDoubt(session: string): void
  /** Something that happened in a session and that is to be told. */
  note(session: string, note: SessionNote): void
  /** The editor is gone. */
  release(session: string): void
  /** Resolves when the supervisor is gone; the sessions go on without it. Rejects never. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

/** What the supervisor asks of a relay. */
export interface RelaySide {
  /** How its sessions stand now. */
  views(): Promise<readonly SessionView[]>
  /** What is on its way in its sessions, and what was said last. Asked only for a record of what went wrong. */
  traffic(): Promise<readonly SessionTraffic[]>
  order(order: SessionOrder): void
  /** Starts a gopls in the relay's own name, where the daemon may not open the workspace's folders (macOS privacy). */
  spawn(plan: SpawnPlan): Promise<SpawnAnswer>
}

export interface SessionTerms {
  /** How long the editor may owe gopls an answer before the relay gives one. */
  readonly clientReplyTimeoutMs: number
  /** After this long without an answer from gopls a session is in doubt. */
  readonly doubtAfterMs: number
}

export interface LeaseRequest {
  /** Names the session among those of all relays. */
  readonly session: string
  readonly editor: EditorName
  /** Absolute paths of the workspace's folders. */
  readonly roots: readonly string[]
  /** gopls's own flags from the editor's command line. */
  readonly goplsArgs: readonly string[]
  /** The editor's whole environment, for a gopls that is started for it; never logged or stored. */
  readonly environment: Readonly<Record<string, string>>
  /** Where the session is connected already: it only wants to be known (again). */
  readonly current: InstanceRef | null
  /** Why it has no connection any more; null for a new session, and with `current`. */
  readonly lost: 'closed' | 'garbage' | 'ordered' | 'refused' | null
  /** False: answer as soon as it is known that no gopls can be had. True: only when there is one. */
  readonly patient: boolean
}

/** `clientInfo` of `initialize`. */
export interface EditorName {
  readonly name: string
  readonly version: string | null
}

export interface InstanceRef {
  readonly instance: string
  readonly generation: number
}

export type LeaseAnswer =
  | ({ readonly ok: true; readonly socketPath: string } & InstanceRef)
  /** `message` is for the person at the editor: what is wrong, and what to do. */
  | { readonly ok: false; readonly reason: 'failed' | 'stopped' | 'missing'; readonly message: string }

/** One editor's session as its relay sees it. */
export interface SessionView {
  readonly session: string
  /** Where it is connected; null while it waits for a gopls. */
  readonly current: InstanceRef | null
  readonly conversation: ConversationView
  /** Unanswered requests of the editor. */
  readonly pending: number
  /** Since gopls last said anything here. */
  readonly lastSignAgeMs: number | null
  /** Since the editor last said anything. */
  readonly lastUseAgeMs: number
  readonly openDocuments: number
}

export interface SessionTraffic extends Traffic {
  readonly session: string
}

export type SessionOrder =
  /** Give the connection up, and replay the session on a fresh one to the same process. */
  | { readonly kind: 'reconnect'; readonly session: string; readonly reason: string }
  /** Load that gopls beside the one of now, and go on there between two requests, if that can be; then tell. */
  | {
      readonly kind: 'move'
      readonly session: string
      readonly to: InstanceRef & { readonly socketPath: string }
    }
  /** Tell the person at the editor, in a message of the editor. */
  | {
      readonly kind: 'say'
      readonly session: string
      readonly severity: 'error' | 'warning'
      readonly message: string
    }

/** Durations in milliseconds. */
export type SessionNote =
  | {
      readonly kind: 'replayed'
      readonly tookMs: number
      readonly requests: number
      readonly refused: number
    }
  /** It goes on there, as it was told to; `besideMs` is how long that was loaded while the old one went on. */
  | { readonly kind: 'moved'; readonly to: InstanceRef; readonly besideMs: number }
  /** It was told to go on there, and stays where it is. */
  | { readonly kind: 'not-moved'; readonly to: InstanceRef; readonly reason: StayReason }
  | { readonly kind: 'suspect-request'; readonly method: string }
  | { readonly kind: 'answered-for-editor'; readonly method: string; readonly ageMs: number }
  /** gopls told the editor of an error: a closed code, and its words for those who may read them. */
  | { readonly kind: 'told-error'; readonly code: ToldErrorCode; readonly message: string }
  /** What it told of errors is over: it has loaded the workspace since. */
  | { readonly kind: 'loaded' }
  /** Requests answered since the last note of this kind, by method and outcome. */
  | { readonly kind: 'requests'; readonly answered: readonly AnsweredRequests[] }

export type StayReason =
  /** What gopls was told cannot be told again. */
  | 'not-replayable'
  /** The successor was lost, or did not take the session. */
  | 'successor-failed'
  /** It did not have the workspace loaded in time. */
  | 'too-slow'
  /** It said, or was to be told, more than is kept. */
  | 'overfull'
  /** There was no moment at which nothing was unanswered. */
  | 'never-idle'

export type ToldErrorCode = 'go-not-found' | 'broken-go-mod' | 'no-network' | 'load-failed' | 'other-error'

export interface AnsweredRequests {
  readonly method: string
  readonly outcome: 'result' | 'error' | 'refused' | 'cancelled'
  readonly tookMs: readonly number[]
}

export interface SpawnPlan {
  readonly path: string
  readonly args: readonly string[]
  /** Added to the relay's own environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly folder: string
  /** Opened for appending; undefined where there is none to be had. */
  readonly stderrPath: string | null
}

export type SpawnAnswer =
  | { readonly ok: true; readonly pid: number }
  | { readonly ok: false; readonly detail: string }
