import type { InstanceRef, StayReason } from '../control/supervision.js'
import type { Exchange } from './exchange.js'
import type { OpenConnection } from './gopls-connection.js'
import type { Lease } from './lease-search.js'
import type { LoadWatch } from './load-watch.js'
import type { IncomingMessage } from './message-pipe.js'
import { NextGopls } from './next-gopls.js'
import type { SessionLimits } from './session-limits.js'

/** The session has gone on with another gopls, and nobody had to wait for that. */
export interface Move {
  readonly to: InstanceRef
  /** How long it was loaded beside the one before. */
  readonly besideMs: number
  readonly load: LoadWatch | undefined
  readonly changedCapabilities: readonly string[]
}

export interface MovingOptions {
  readonly exchange: Exchange
  readonly open: OpenConnection
  readonly limits: SessionLimits
  readonly nowMs: () => number
  /** Nothing is unanswered, and this one is ready: now, between two requests. */
  readonly onReady: (next: NextGopls) => void
  /** It does not go on there. */
  readonly onStaying: (to: InstanceRef, why: StayReason) => void
  readonly onLeaving: (left: Promise<void>) => void
}

/** At most one gopls that is loaded beside the one that serves the editor. */
export class Moving {
  readonly #options: MovingOptions
  #next: NextGopls | undefined

  constructor(options: MovingOptions) {
    this.#options = options
  }

  /** Stays where it is when the session could not be told as the editor has it. */
  begin(lease: Lease): void {
    const { exchange, open, onStaying } = this.#options
    const { initialize, initialized, documents } = exchange.journal.toldToGopls
    const isTold = initialize?.answer && initialized && documents.every(({ text }) => text !== undefined)
    const isThere = [exchange.gopls, this.#next?.connection].some(
      connection => connection && isSame(connection.instance, lease),
    )
    if (isThere) return
    const { instance, generation } = lease
    const stay = (why: StayReason): void => onStaying({ instance, generation }, why)
    if (!isTold) {
      stay('not-replayable')
      return
    }
    this.drop()
    this.#next = new NextGopls({
      ...this.#options,
      stream: open(lease),
      lease,
      onProgress: () => this.consider(),
      onFailed: why => {
        this.drop()
        stay(why)
      },
    })
  }

  /** A message of the editor was dealt with. */
  overhear(message: IncomingMessage): void {
    if (!this.#next) return
    this.#next.overhear(message)
    this.consider()
  }

  /** Something was answered, or said. */
  consider(): void {
    const next = this.#next
    const { exchange, onReady } = this.#options
    const { fromEditor, fromGopls } = exchange.journal
    if (!next?.isReady || fromEditor.size + fromGopls.size > 0) return
    this.#next = undefined
    next.letGo()
    onReady(next)
  }

  /** In the background; the one that serves the editor does not notice. */
  drop(): void {
    const { limits, onLeaving } = this.#options
    const next = this.#next
    this.#next = undefined
    if (next) onLeaving(next.letGo().leave(limits.shutdownMs))
  }
}

function isSame(a: InstanceRef, b: InstanceRef): boolean {
  return a.instance === b.instance && a.generation === b.generation
}
