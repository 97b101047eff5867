import type { Frame } from '../lsp/frame-splitter.js'
import { encodeError } from '../lsp/lsp-errors.js'
import { encodeResult, type MessageSummary, type RequestId, replaceId } from '../lsp/message.js'
import type { Exchange } from './exchange.js'
import type { IncomingMessage } from './message-pipe.js'
import { refuseShutDown, refuseUninitialized, refuseWithoutGopls } from './refusals.js'

/** Whether gopls can be reached: `soon` while one is on its way, with words for the person when there is none. */
export type Reach = { readonly kind: 'open' | 'soon' } | { readonly kind: 'none'; readonly message: string }

export interface EditorEvents {
  readonly reach: () => Reach
  readonly initializeAsked: () => void
  /** gopls owes the answer to `shutdown`; undefined: there is none, and it is answered already. */
  readonly shutDown: (awaited: RequestId | undefined) => void
  readonly exitAsked: () => void
  readonly garbage: (answer: Buffer) => void
}

/** What becomes of each message of the editor. */
export class FromEditor {
  readonly #exchange: Exchange
  readonly #events: EditorEvents
  #isShutDown = false

  constructor(exchange: Exchange, events: EditorEvents) {
    this.#exchange = exchange
    this.#events = events
  }

  get isShutDown(): boolean {
    return this.#isShutDown
  }

  take(message: IncomingMessage): void {
    const { summary } = message
    switch (summary.kind) {
      case 'request':
        this.#takeRequest(message, summary)
        break
      case 'notification':
        this.#takeNotification(message, summary.method)
        break
      case 'response':
      case 'error':
        this.#takeAnswer(message.frame, summary)
        break
      case 'not-a-message': {
        const name = summary.reason === 'batch' ? 'batch' : 'not-json-rpc'
        this.#events.garbage(encodeError(null, name))
        break
      }
      default:
        summary satisfies never
    }
  }

  get #isInitialized(): boolean {
    return this.#exchange.journal.toldToGopls.initialize !== undefined
  }

  #takeRequest(message: IncomingMessage, summary: MessageSummary & { kind: 'request' }): void {
    const exchange = this.#exchange
    const { id, method } = summary
    const reach = this.#events.reach()
    if (!this.#isInitialized && method !== 'initialize') {
      exchange.tellEditor(method === 'gopls/handshake' ? answerHandshake(id) : refuseUninitialized(id))
      return
    }
    if (this.#isShutDown && reach.kind !== 'open') {
      exchange.tellEditor(refuseShutDown(id))
      return
    }
    const isFirst = !this.#isInitialized
    const { refused } = exchange.recordEditor(summary, message.frame.body)
    if (refused) exchange.tellEditor(encodeError(id, refused))
    else if (isFirst) this.#events.initializeAsked()
    else if (method === 'shutdown') this.#shutDown(message.frame, id, reach)
    else if (reach.kind === 'open') exchange.gopls?.forward(message.frame)
    else if (reach.kind === 'none') exchange.sayToEditor(refuseWithoutGopls(id, reach.message))
  }

  /** It ends the editor's session; where there is no gopls, there is nothing that could fail. */
  #shutDown(frame: Frame, id: RequestId, reach: Reach): void {
    this.#isShutDown = true
    if (reach.kind === 'open') this.#exchange.gopls?.forward(frame)
    else this.#exchange.sayToEditor(encodeResult(id, null))
    this.#events.shutDown(reach.kind === 'open' ? id : undefined)
  }

  #takeNotification({ frame, summary }: IncomingMessage, method: string): void {
    // Never forwarded: without a `shutdown` before it, it ends gopls for everybody.
    if (method === 'exit') {
      this.#events.exitAsked()
      return
    }
    if (!this.#isInitialized) return
    this.#exchange.recordEditor(summary, frame.body)
    if (this.#events.reach().kind === 'open') this.#exchange.gopls?.forward(frame)
  }

  /** A late answer, and one to a request of the relay's own, goes nowhere. */
  #takeAnswer(frame: Frame, summary: MessageSummary & { kind: 'response' | 'error' }): void {
    const exchange = this.#exchange
    const { id, idSpan } = summary
    const goplsId = id === null ? undefined : exchange.ids.takeForGopls(id)
    if (goplsId === undefined) return
    exchange.recordEditor({ ...summary, id: goplsId }, frame.body)
    if (goplsId === id) exchange.gopls?.forward(frame)
    else exchange.gopls?.send(replaceId(frame.body, idSpan, goplsId))
  }
}

/** gopls's own forwarder (`gopls -remote`) begins with it, and goes on whatever it is told. */
function answerHandshake(id: RequestId): Buffer {
  return encodeResult(id, { sessionID: '', logfile: '', debugAddr: '', goplsPath: '' })
}
