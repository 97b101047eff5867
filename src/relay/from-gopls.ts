import type { Frame } from '../lsp/frame-splitter.js'
import { encodeError } from '../lsp/lsp-errors.js'
import {
  encodeNotification,
  encodeRequest,
  encodeResult,
  type MessageSummary,
  replaceId,
} from '../lsp/message.js'
import { readCancelledId, readRegistrations } from '../lsp/read-params.js'
import { compareRegistrations } from '../lsp/registrations.js'
import type { Recorded } from '../lsp/session-journal.js'
import type { Exchange } from './exchange.js'
import type { IncomingMessage } from './message-pipe.js'

type Request = MessageSummary & { readonly kind: 'request' }

export interface GoplsEvents {
  /** gopls told of something; what it asks and answers is not among it. */
  readonly told: (method: string, params: unknown) => void
  readonly garbage: () => void
}

/** What becomes of each message of gopls. */
export class FromGopls {
  readonly #exchange: Exchange
  readonly #events: GoplsEvents

  constructor(exchange: Exchange, events: GoplsEvents) {
    this.#exchange = exchange
    this.#events = events
  }

  take(message: IncomingMessage): void {
    const { frame, summary } = message
    switch (summary.kind) {
      case 'request':
        if (summary.method === 'client/registerCapability') this.#register(message, summary)
        else this.#ask(message, summary)
        break
      case 'notification':
        this.#tell(message, summary.method)
        break
      case 'response':
      case 'error':
        if (this.#exchange.recordGopls(summary, frame.body).answered)
          this.#exchange.forwardToEditor(frame, summary)
        break
      case 'not-a-message':
        this.#events.garbage()
        break
      default:
        summary satisfies never
    }
  }

  #ask(message: IncomingMessage, request: Request): void {
    if (this.#record(message.frame, request)) this.#forwardRequest(message.frame, request)
  }

  /** Every gopls registers anew; the editor hears only what is news to it. */
  #register({ frame }: IncomingMessage, request: Request): void {
    const exchange = this.#exchange
    const known = exchange.journal.toldToEditor.registrations
    const recorded = this.#record(frame, request)
    if (!recorded) return
    const asked = readRegistrations(recorded.params) ?? []
    const { unregister, register } = compareRegistrations(known, asked)
    exchange.unregister(unregister)
    if (register.length === asked.length) this.#forwardRequest(frame, request)
    else if (register.length === 0) exchange.sayToGopls(encodeResult(request.id, null))
    else {
      const id = exchange.ids.forEditor(request.id)
      exchange.tellEditor(encodeRequest(id, request.method, { registrations: register }))
    }
  }

  /** Undefined when there is no place for it: it is answered then. */
  #record(frame: Frame, request: Request): Recorded | undefined {
    const recorded = this.#exchange.recordGopls(request, frame.body)
    if (!recorded.refused) return recorded
    this.#exchange.gopls?.send(encodeError(request.id, recorded.refused))
    return undefined
  }

  #forwardRequest(frame: Frame, request: Request): void {
    const id = this.#exchange.ids.forEditor(request.id)
    if (id === request.id) this.#exchange.forwardToEditor(frame, request)
    else this.#exchange.tellEditor(replaceId(frame.body, request.idSpan, id))
  }

  #tell({ frame, summary }: IncomingMessage, method: string): void {
    const { params } = this.#exchange.recordGopls(summary, frame.body)
    if (method === '$/cancelRequest') this.#cancel(params)
    else this.#exchange.forwardToEditor(frame, summary)
    this.#events.told(method, params)
  }

  #cancel(params: unknown): void {
    const goplsId = readCancelledId(params)
    const id = goplsId === undefined ? undefined : this.#exchange.ids.editorIdOf(goplsId)
    if (id !== undefined) this.#exchange.tellEditor(encodeNotification('$/cancelRequest', { id }))
  }
}
