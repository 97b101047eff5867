import type { Clock } from '../host/clock.js'
import type { Frame } from '../lsp/frame-splitter.js'
import { IdTranslation } from '../lsp/id-translation.js'
import { encodeRequest, type MessageSummary } from '../lsp/message.js'
import { peekMessage } from '../lsp/peek-message.js'
import type { PendingRequest } from '../lsp/pending-requests.js'
import type { Registration } from '../lsp/read-params.js'
import { type Recorded, SessionJournal } from '../lsp/session-journal.js'
import type { GoplsConnection } from './gopls-connection.js'
import type { MessagePipe } from './message-pipe.js'
import type { Outcome } from './request-notes.js'
import type { TraceWriter } from './trace-writer.js'

export type OnAnswered = (request: PendingRequest, outcome: Outcome) => void

/** The editor, gopls, and the journal of all that passes between them. */
export class Exchange {
  readonly journal = new SessionJournal()
  readonly ids = new IdTranslation()
  readonly #editor: MessagePipe
  readonly #clock: Clock
  readonly #trace: TraceWriter | undefined
  readonly #onAnswered: OnAnswered
  #gopls: GoplsConnection | undefined

  constructor(editor: MessagePipe, clock: Clock, trace: TraceWriter | undefined, onAnswered: OnAnswered) {
    this.#editor = editor
    this.#clock = clock
    this.#trace = trace
    this.#onAnswered = onAnswered
  }

  get gopls(): GoplsConnection | undefined {
    return this.#gopls
  }

  connect(connection: GoplsConnection): void {
    this.#gopls = connection
  }

  /** What was asked on the connection is moot, or to be asked again. */
  disconnect(): void {
    this.#gopls = undefined
    this.journal.connectionLost()
    this.ids.connectionLost()
    this.regulate()
  }

  /** The two directions are independent: each is read as fast as its own reader takes it. */
  regulate(): void {
    const editor = this.#editor
    const gopls = this.#gopls
    editor.setReading(!gopls?.isFull && !editor.isOverfull)
    gopls?.setReading(!editor.isFull && !gopls.isOverfull)
  }

  recordEditor(summary: MessageSummary, body: Buffer): Recorded {
    return this.journal.record({ from: 'editor', summary, body }, this.#clock.monotonicMs())
  }

  recordGopls(summary: MessageSummary, body: Buffer): Recorded {
    const recorded = this.journal.record({ from: 'gopls', summary, body }, this.#clock.monotonicMs())
    const { answered } = recorded
    if (answered) this.#onAnswered(answered, outcomeOf(summary, answered))
    return recorded
  }

  forwardToEditor(frame: Frame, summary: MessageSummary): void {
    this.#trace?.write('gopls', summary, frame.body)
    this.#editor.forward(frame)
  }

  /** In the relay's own name: nothing that a replay would have to know. */
  tellEditor(body: Buffer): void {
    this.#trace?.write('gopls', peekMessage(body), body)
    this.#editor.send(body)
  }

  /** In gopls's name. */
  sayToEditor(body: Buffer): void {
    const summary = peekMessage(body)
    const recorded = this.journal.record({ from: 'gopls', summary, body }, this.#clock.monotonicMs())
    if (recorded.answered)
      this.#onAnswered(recorded.answered, summary.kind === 'error' ? 'refused' : 'result')
    this.tellEditor(body)
  }

  /** In the editor's name. */
  sayToGopls(body: Buffer): void {
    this.recordEditor(peekMessage(body), body)
    this.#gopls?.send(body)
  }

  /** A request of the relay's own: the editor's answer goes nowhere. */
  unregister(registrations: readonly Registration[]): void {
    if (registrations.length === 0) return
    // The specification's own spelling.
    const unregisterations = registrations.map(({ id, method }) => ({ id, method }))
    this.tellEditor(encodeRequest(this.ids.forEditor(), 'client/unregisterCapability', { unregisterations }))
  }
}

function outcomeOf({ kind }: MessageSummary, { cancelled }: PendingRequest): Outcome {
  if (kind !== 'error') return 'result'
  return cancelled ? 'cancelled' : 'error'
}
