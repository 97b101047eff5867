import { finished, type Readable, type Writable } from 'node:stream'
import { DeadlineTimer } from '../host/deadline-timer.js'
import { encodeFrameHeader, type FrameError } from '../lsp/frame-header.js'
import { type Frame, FrameSplitter } from '../lsp/frame-splitter.js'
import type { MessageSummary } from '../lsp/message.js'
import { peekMessage } from '../lsp/peek-message.js'

export interface Streams {
  readonly source: Readable
  readonly sink: Writable
}

export interface IncomingMessage {
  readonly frame: Frame
  readonly summary: MessageSummary
}

export interface PipeEvents {
  readonly message: (message: IncomingMessage) => void
  /** Nothing more can be read: these bytes are no frame. */
  readonly garbage: (error: FrameError) => void
  /** Either stream has ended or failed. Called once. */
  readonly closed: (error?: Error) => void
  /** A chunk is dealt with, or the queue is empty again: time to see who may be read from. */
  readonly settled: () => void
}

/** What may wait for a reader that does not read, beside the one message that went over it. */
const queueLimitBytes = 64 * 1024 * 1024

const goplsSpelling = Buffer.from('Content-Length:', 'latin1')

/** One end of a session, editor or gopls: bytes are messages here, and the queue is in sight. */
export class MessagePipe {
  readonly #streams: Streams
  readonly #events: PipeEvents
  readonly #splitter = new FrameSplitter()
  #isReading = true
  #isClosed = false

  constructor(streams: Streams, events: PipeEvents) {
    this.#streams = streams
    this.#events = events
    const { source, sink } = streams
    source.on('data', (chunk: Buffer) => this.#take(chunk))
    for (const stream of new Set([source, sink])) {
      stream.on('error', error => this.#close(error))
      stream.once('close', () => this.#close())
    }
    source.once('end', () => this.#close())
    sink.on('drain', events.settled)
  }

  /** The reader is slower than we are. */
  get isFull(): boolean {
    return this.#streams.sink.writableNeedDrain
  }

  /** Whoever sends here must not make us answer more before that reader has read. */
  get isOverfull(): boolean {
    return this.#streams.sink.writableLength > queueLimitBytes
  }

  send(body: Buffer): void {
    if (this.#isClosed) return
    const { sink } = this.#streams
    sink.cork()
    sink.write(encodeFrameHeader(body.length))
    sink.write(body)
    sink.uncork()
  }

  /** As it came, unless gopls would not understand its header. */
  forward(frame: Frame): void {
    if (frame.bytes.indexOf(goplsSpelling) !== 0) this.send(frame.body)
    else if (!this.#isClosed) this.#streams.sink.write(frame.bytes)
  }

  setReading(isReading: boolean): void {
    if (isReading === this.#isReading) return
    this.#isReading = isReading
    if (isReading) this.#streams.source.resume()
    else this.#streams.source.pause()
  }

  /** Says no more; what was said goes out first. Resolves when it has, or cannot. */
  end(): Promise<void> {
    this.#isClosed = true
    const { sink } = this.#streams
    return new Promise(resolve => {
      finished(sink, { readable: false }, () => resolve())
      sink.end()
    })
  }

  /** The same, as far as the reader takes it in time; then all is over. */
  async finish(limitMs: number): Promise<void> {
    const limit = new DeadlineTimer(() => this.destroy())
    limit.arm(limitMs)
    await this.end()
    limit.arm(undefined)
    this.destroy()
  }

  destroy(): void {
    this.#streams.source.destroy()
    this.#streams.sink.destroy()
  }

  #take(chunk: Buffer): void {
    const { frames, error } = this.#splitter.feed(chunk)
    for (const frame of frames) this.#events.message({ frame, summary: peekMessage(frame.body) })
    if (error) this.#events.garbage(error)
    this.#events.settled()
  }

  #close(error?: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#events.closed(error)
  }
}
