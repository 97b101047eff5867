import { once } from 'node:events'
import type { Socket } from 'node:net'
import { answerForEditor } from '../../src/lsp/answer-for-editor.js'
import { encodeFrame } from '../../src/lsp/frame-header.js'
import { FrameSplitter } from '../../src/lsp/frame-splitter.js'
import { encodeMessage, type RequestId } from '../../src/lsp/message.js'
import { peekMessage } from '../../src/lsp/peek-message.js'
import { findChangedCapabilities, replayInitialize } from '../../src/lsp/replay-initialize.js'
import { planReplay, type ReplayPlan } from '../../src/lsp/replay-plan.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'

interface Answer {
  readonly result?: unknown
  readonly error?: unknown
}

/** An editor on a real gopls, with all that passes between them in a journal; it answers whatever gopls asks. */
export class JournalledSession {
  readonly journal = new SessionJournal()
  readonly #waiting = new Map<RequestId, (answer: Answer) => void>()
  #socket: Socket | undefined
  #lastId = 0

  /** Takes gopls on this connection for the first one, or for the next. */
  open(socket: Socket): void {
    this.#socket = socket
    const splitter = new FrameSplitter()
    socket.on('data', (chunk: Buffer) => {
      for (const { body } of splitter.feed(chunk).frames) this.#hear(body)
    })
  }

  /** Cuts the connection off in the middle of whatever goes on. */
  async lose(): Promise<void> {
    this.#socket?.destroy()
    if (this.#socket) await once(this.#socket, 'close')
    this.journal.connectionLost()
  }

  /** Replays the session on a fresh connection. */
  async resume(socket: Socket): Promise<{ readonly plan: ReplayPlan; readonly changed: readonly string[] }> {
    this.open(socket)
    const first = replayInitialize(this.journal.toldToGopls, 'replay')
    if (!first) throw new Error('there is no session to resume')
    const answered = this.#answerTo(first.id)
    socket.write(encodeFrame(first.body))
    const { result } = await answered
    const plan = planReplay(this.journal)
    for (const body of plan.toGopls) socket.write(encodeFrame(body))
    for (const body of plan.toEditor) this.#hear(body)
    this.journal.connectionOpened(plan.sentIds, performance.now())
    return {
      plan,
      changed: findChangedCapabilities(this.journal.toldToGopls.initialize?.answer?.result, result),
    }
  }

  async ask(method: string, params: unknown): Promise<unknown> {
    return (await this.beginToAsk(method, params).answer).result
  }

  beginToAsk(method: string, params: unknown): { readonly id: number; readonly answer: Promise<Answer> } {
    this.#lastId += 1
    const id = this.#lastId
    const answer = this.#answerTo(id)
    this.#say(encodeMessage({ id, method, params }))
    return { id, answer }
  }

  notify(method: string, params: unknown): void {
    this.#say(encodeMessage({ method, params }))
  }

  #answerTo(id: RequestId): Promise<Answer> {
    return new Promise(resolve => this.#waiting.set(id, resolve))
  }

  #say(body: Buffer): void {
    this.#record('editor', body)
    this.#socket?.write(encodeFrame(body))
  }

  #hear(body: Buffer): void {
    const summary = this.#record('gopls', body)
    if (summary.kind === 'request') {
      const asked = this.journal.fromGopls.get(summary.id)
      if (asked) this.#say(answerForEditor(asked))
    }
    if (summary.kind !== 'response' && summary.kind !== 'error') return
    const id = summary.id ?? ''
    this.#waiting.get(id)?.(JSON.parse(body.toString()) as Answer)
    this.#waiting.delete(id)
  }

  #record(from: 'editor' | 'gopls', body: Buffer): ReturnType<typeof peekMessage> {
    const summary = peekMessage(body)
    this.journal.record({ from, summary, body }, performance.now())
    return summary
  }
}
