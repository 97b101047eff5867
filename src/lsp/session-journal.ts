import type { JournalFinding } from './journal-finding.js'
import { type JournalLimits, journalLimits } from './journal-limits.js'
import type { MessageSummary, RequestId } from './message.js'
import { hasEffects, traitsOf } from './methods.js'
import { parseMessage } from './parse-message.js'
import { type PendingRequest, PendingRequests } from './pending-requests.js'
import { readCancelledId, readCommand, readRegistrations, readUnregistrations } from './read-params.js'
import { RecentNotifications } from './recent-notifications.js'
import { SignsOfLife } from './signs-of-life.js'
import { ToldToEditor } from './told-to-editor.js'
import { ToldToGopls } from './told-to-gopls.js'

export interface SessionMessage {
  readonly from: 'editor' | 'gopls'
  readonly summary: MessageSummary
  readonly body: Buffer
}

/** What the journal makes of a message. */
export interface Recorded {
  /** Of the methods whose params are read; undefined for any other. */
  readonly params: unknown
  /** The request that this message answers. An answer to none is late or nobody's, and is not to be forwarded. */
  readonly answered: PendingRequest | undefined
  /** This request is not noted: it is to be answered with this error instead of being forwarded. */
  readonly refused: 'duplicate-id' | 'too-many-pending' | undefined
  readonly finding: JournalFinding | undefined
}

const unremarkable: Recorded = {
  params: undefined,
  answered: undefined,
  refused: undefined,
  finding: undefined,
}

/**
 * One editor's session, as far as a fresh gopls must know it to go on with it. Every message that reaches gopls or
 * the editor is recorded first, also those that the relay says in the name of one to the other. Requests of gopls
 * are known by gopls's own ids. Times are monotonic milliseconds. A journal begins without a connection.
 */
export class SessionJournal {
  readonly toldToGopls: ToldToGopls
  readonly toldToEditor: ToldToEditor
  readonly signs = new SignsOfLife()
  readonly notifications = { fromEditor: new RecentNotifications(), fromGopls: new RecentNotifications() }
  readonly #fromEditor: PendingRequests
  readonly #fromGopls: PendingRequests
  #connected = false

  constructor(limits: JournalLimits = journalLimits) {
    this.toldToGopls = new ToldToGopls(limits)
    this.toldToEditor = new ToldToEditor(limits)
    this.#fromEditor = new PendingRequests(limits.pending)
    this.#fromGopls = new PendingRequests({ requests: limits.pending.requests, bodyBytes: 0 })
  }

  /** Requests that gopls has not answered. */
  get fromEditor(): Pick<PendingRequests, 'size' | 'values' | 'get' | 'oldestSent'> {
    return this.#fromEditor
  }

  /** Requests that the editor has not answered. */
  get fromGopls(): Pick<PendingRequests, 'size' | 'values' | 'get' | 'oldestSent'> {
    return this.#fromGopls
  }

  record(message: SessionMessage, nowMs: number): Recorded {
    const { from, summary } = message
    if (from === 'gopls') this.signs.note(summary, nowMs)
    switch (summary.kind) {
      case 'request':
        return this.#recordRequest(message, summary, nowMs)
      case 'notification':
        return this.#recordNotification(message, summary.method, nowMs)
      case 'response':
      case 'error':
        return this.#recordAnswer(message, summary)
      case 'not-a-message':
        return unremarkable
      default:
        return summary satisfies never
    }
  }

  /** What was in flight is so no longer, and what the old gopls asked of the editor is moot. */
  connectionLost(): void {
    this.#connected = false
    this.#fromEditor.connectionLost()
    this.#fromGopls.clear()
    this.toldToEditor.connectionLost()
    this.signs.forget()
  }

  /** From now on what is recorded is also sent; `sentIds` were sent just now, with the replay. */
  connectionOpened(sentIds: Iterable<RequestId>, nowMs: number): void {
    this.#connected = true
    this.#fromEditor.markSent(sentIds, nowMs)
    this.signs.forget()
  }

  #recordRequest(
    { from, body }: SessionMessage,
    { method, id }: MessageSummary & { kind: 'request' },
    nowMs: number,
  ): Recorded {
    const { params, finding } = readPayload(method, body)
    const pending = from === 'editor' ? this.#fromEditor : this.#fromGopls
    const sentAtMs = from === 'gopls' || this.#connected ? nowMs : undefined
    const effects = hasEffects(method, readCommand(params))
    const outcome = pending.add({
      id,
      method,
      askedAtMs: nowMs,
      sentAtMs,
      deaths: 0,
      cancelled: false,
      bytes: body.length,
      effects,
      // A copy: a view would keep the whole chunk alive that the message came in.
      body: from === 'gopls' || (effects && sentAtMs !== undefined) ? undefined : Buffer.from(body),
      params,
    })
    if (outcome !== 'added') return { ...unremarkable, params, refused: outcome }
    if (from === 'editor' && method === 'initialize') this.toldToGopls.askInitialize(id, params)
    const problem = from === 'gopls' ? this.#noteRegistration(method, params) : undefined
    return { ...unremarkable, params, finding: finding ?? problem }
  }

  #noteRegistration(method: string, params: unknown): JournalFinding | undefined {
    if (method === 'client/registerCapability')
      return this.toldToEditor.register(readRegistrations(params) ?? [])
    if (method === 'client/unregisterCapability')
      this.toldToEditor.unregister(readUnregistrations(params) ?? [])
    return undefined
  }

  #recordNotification({ from, body }: SessionMessage, method: string, nowMs: number): Recorded {
    const { notifications } = this
    const noted = from === 'editor' ? notifications.fromEditor : notifications.fromGopls
    noted.note(method, nowMs, body.length)
    const { params, finding } = readPayload(method, body)
    if (from === 'gopls') this.signs.notify(method, params, nowMs)
    if (method === '$/cancelRequest') {
      const id = readCancelledId(params)
      if (id !== undefined) (from === 'editor' ? this.#fromEditor : this.#fromGopls).cancel(id)
      return { ...unremarkable, params, finding }
    }
    const told = from === 'editor' ? this.toldToGopls : this.toldToEditor
    return { ...unremarkable, params, finding: finding ?? told.notify(method, params) }
  }

  #recordAnswer(
    { from, body }: SessionMessage,
    { kind, id }: MessageSummary & { kind: 'response' | 'error' },
  ): Recorded {
    const pending = from === 'gopls' ? this.#fromEditor : this.#fromGopls
    const answered = id === null ? undefined : pending.settle(id)
    if (from === 'gopls' && answered?.method === 'initialize')
      this.toldToGopls.answerInitialize(
        answered.id,
        kind === 'response' ? { result: parseMessage(body)?.['result'] } : undefined,
      )
    if (kind === 'error' && answered?.method === 'client/registerCapability')
      this.toldToEditor.unregister(readRegistrations(answered.params) ?? [])
    return { ...unremarkable, answered }
  }
}

function readPayload(
  method: string,
  body: Buffer,
): { readonly params: unknown; readonly finding: JournalFinding | undefined } {
  if (!traitsOf(method).parse) return { params: undefined, finding: undefined }
  const message = parseMessage(body)
  return message
    ? { params: message['params'], finding: undefined }
    : { params: undefined, finding: { kind: 'not-understood', method } }
}
