import type { Socket } from 'node:net'
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node'
import { encodeFrame } from '../lsp/frame-header.js'
import { FrameSplitter } from '../lsp/frame-splitter.js'
import { asObject } from '../lsp/read-params.js'
import { maxMessageBytes } from './protocol.js'

/** Reads messages of limited size; vscode-jsonrpc's own reader has no limit, and a timer that outlives the socket. */
export class FrameReader extends AbstractMessageReader implements MessageReader {
  readonly #socket: Socket
  readonly #splitter = new FrameSplitter(maxMessageBytes)

  constructor(socket: Socket) {
    super()
    this.#socket = socket
  }

  listen(callback: DataCallback): Disposable {
    const read = (chunk: Buffer): void => this.#read(chunk, callback)
    this.#socket.on('data', read)
    return Disposable.create(() => this.#socket.off('data', read))
  }

  #read(chunk: Buffer, callback: DataCallback): void {
    const { frames, error } = this.#splitter.feed(chunk)
    try {
      for (const { body } of frames) callback(parseMessage(body))
    } catch {
      // The error is not passed on: it may quote the message, and that may hold an environment.
      this.fireError(new Error('not a message'))
    }
    if (error) this.fireError(new Error(error))
    this.#restFor(frames.length)
  }

  /** The connection takes up one message in each turn of the loop; until it has them all, no more are read. */
  #restFor(turns: number): void {
    if (turns === 0) this.#socket.resume()
    else {
      this.#socket.pause()
      setImmediate(() => this.#restFor(turns - 1))
    }
  }
}

function parseMessage(body: Buffer): Message {
  const message: unknown = JSON.parse(body.toString('utf8'))
  if (!asObject(message)) throw new Error('not an object')
  return message as Message
}

/** Enough for a relay that registers all its sessions at once. */
const maxUnsentBytes = 16 * 1024 * 1024

/** Hangs up on who does not read what is written; vscode-jsonrpc's own writer would collect it for ever. */
export class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #socket: Socket

  constructor(socket: Socket) {
    super()
    this.#socket = socket
  }

  write(message: Message): Promise<void> {
    this.#socket.write(encodeFrame(Buffer.from(JSON.stringify(message))))
    if (this.#socket.writableLength > maxUnsentBytes) this.#socket.destroy()
    return Promise.resolve()
  }

  end(): void {
    this.#socket.end()
  }
}
