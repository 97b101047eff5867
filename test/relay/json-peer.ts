import type { Readable, Writable } from 'node:stream'
import { encodeFrame } from '../../src/lsp/frame-header.js'
import { FrameSplitter } from '../../src/lsp/frame-splitter.js'

export interface Message {
  readonly id?: number | string | null
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

/** The other end of a conversation, editor or gopls, in the hand of a test. */
export class JsonPeer {
  readonly heard: Message[] = []
  readonly #sink: Writable
  readonly #waiting: {
    readonly isIt: (message: Message) => boolean
    readonly resolve: (message: Message) => void
  }[] = []
  readonly #taken = new Set<Message>()

  constructor(source: Readable, sink: Writable) {
    this.#sink = sink
    const splitter = new FrameSplitter()
    source.on('data', (chunk: Buffer) => {
      for (const { body } of splitter.feed(chunk).frames) this.#hear(JSON.parse(body.toString()) as Message)
    })
    source.on('error', () => undefined)
    sink.on('error', () => undefined)
  }

  say(message: Message): void {
    this.#sink.write(encodeFrame(Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))))
  }

  /** Bytes as they are. */
  write(bytes: Buffer | string): void {
    this.#sink.write(bytes)
  }

  /** The next message like this, heard already or not; each is given once. */
  next(isIt: (message: Message) => boolean): Promise<Message> {
    const found = this.heard.find(message => !this.#taken.has(message) && isIt(message))
    if (found) {
      this.#taken.add(found)
      return Promise.resolve(found)
    }
    return new Promise(resolve => this.#waiting.push({ isIt, resolve }))
  }

  /** The next request or notification of this method. */
  nextCall(method: string): Promise<Message> {
    return this.next(message => message.method === method)
  }

  /** The answer to the request with this id. */
  answerTo(id: number | string): Promise<Message> {
    return this.next(message => message.method === undefined && message.id === id)
  }

  async ask(id: number | string, method: string, params: unknown = {}): Promise<Message> {
    this.say({ id, method, params })
    return this.answerTo(id)
  }

  #hear(message: Message): void {
    this.heard.push(message)
    const index = this.#waiting.findIndex(({ isIt }) => isIt(message))
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1)
    if (!waiting) return
    this.#taken.add(message)
    waiting.resolve(message)
  }
}
