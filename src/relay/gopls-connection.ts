import type { Duplex } from 'node:stream'
import type { InstanceRef } from '../control/supervision.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import type { Frame } from '../lsp/frame-splitter.js'
import { encodeMessage } from '../lsp/message.js'
import type { Lease, Lost } from './lease-search.js'
import { type IncomingMessage, MessagePipe } from './message-pipe.js'

/** Opens a stream to a leased gopls; what goes wrong shows as the stream's error or end. */
export type OpenConnection = (lease: Lease) => Duplex

export interface ConnectionEvents {
  readonly message: (message: IncomingMessage) => void
  readonly lost: (why: NonNullable<Lost>) => void
  /** Time to see who may be read from. */
  readonly settled: () => void
}

const farewellId = 'gopls-guardian:shutdown'

/** One connection to a gopls. Once it is lost or left, nothing more is heard of it. */
export class GoplsConnection {
  readonly instance: InstanceRef
  readonly #pipe: MessagePipe
  readonly #closed: Promise<void>
  #events: ConnectionEvents | undefined
  #isLeaving = false

  constructor(stream: Duplex, instance: InstanceRef, events: ConnectionEvents) {
    this.instance = instance
    this.#events = events
    this.#closed = new Promise(resolve => void stream.once('close', resolve))
    this.#pipe = new MessagePipe(
      { source: stream, sink: stream },
      {
        message: message => this.#hear(message),
        garbage: () => this.dismiss('garbage'),
        closed: error => this.dismiss(isRefusal(error) ? 'refused' : 'closed'),
        settled: () => this.#events?.settled(),
      },
    )
  }

  get isFull(): boolean {
    return this.#pipe.isFull
  }

  get isOverfull(): boolean {
    return this.#pipe.isOverfull
  }

  send(body: Buffer): void {
    this.#pipe.send(body)
  }

  forward(frame: Frame): void {
    this.#pipe.forward(frame)
  }

  setReading(isReading: boolean): void {
    this.#pipe.setReading(isReading)
  }

  /** From now on somebody else hears it. */
  handOver(events: ConnectionEvents): void {
    this.#events = events
  }

  /** Cuts it off: it is of no use any more. */
  dismiss(why: NonNullable<Lost>): void {
    const events = this.#events
    this.#events = undefined
    this.#pipe.destroy()
    events?.lost(why)
  }

  /**
   * Ends the session at gopls as it wants it: an abrupt end may crash it (gopls 0.24), and `exit` would end it for
   * everybody. Resolves when the connection is closed, which it is after `limitMs` in any case.
   */
  async leave(limitMs: number): Promise<void> {
    this.#events = undefined
    this.#isLeaving = true
    const limit = new DeadlineTimer(() => this.#pipe.destroy())
    limit.arm(limitMs)
    this.#pipe.setReading(true)
    this.#pipe.send(encodeMessage({ id: farewellId, method: 'shutdown' }))
    await this.#closed
    limit.arm(undefined)
  }

  #hear(message: IncomingMessage): void {
    const { summary } = message
    const isAnswer = summary.kind === 'response' || summary.kind === 'error'
    if (this.#isLeaving && isAnswer && summary.id === farewellId) void this.#pipe.end()
    this.#events?.message(message)
  }
}

/** Nobody listens there, or we may not ask. */
function isRefusal(error: (Error & { readonly syscall?: string }) | undefined): boolean {
  return error?.syscall === 'connect'
}
