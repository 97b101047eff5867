import { Readable } from 'node:stream'
import type { EventHistory } from '../supervisor/event-history.js'

export interface EventStreamOptions {
  readonly history: Pick<EventHistory, 'read' | 'onAdded'>
  /** The last event that the reader has. */
  readonly since: number
  readonly heartbeatMs: number
}

/** What happens at once goes out at once, in one piece for each reader. */
const gatherMs = 50

/**
 * Events as Server-Sent Events (WHATWG HTML, 9.2), for one reader. It holds a place in the history and takes a page
 * from there when the reader has taken the one before: who is too slow finds a gap, and nothing is kept for him.
 */
export class EventStream extends Readable {
  readonly #history: EventStreamOptions['history']
  readonly #stopListening: () => void
  readonly #heartbeat: NodeJS.Timeout
  #since: number
  #isWanted = false
  #gathering: NodeJS.Timeout | undefined

  constructor({ history, since, heartbeatMs }: EventStreamOptions) {
    super()
    this.#history = history
    this.#since = since
    this.#stopListening = history.onAdded(() => this.#gather())
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    // The first bytes, with which the reader learns that it is connected.
    this.push('retry: 2000\n\n')
  }

  override _read(): void {
    this.#isWanted = true
    this.#send()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stopListening()
    clearInterval(this.#heartbeat)
    clearTimeout(this.#gathering)
    done(error)
  }

  #gather(): void {
    if (!this.#isWanted) return
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined
      this.#send()
    }, gatherMs)
  }

  #send(): void {
    if (!this.#isWanted) return
    const { events, next, gap } = this.#history.read(this.#since)
    this.#since = next
    const parts = events.map(({ seq, json }) => `id: ${seq}\ndata: ${json}\n\n`)
    if (gap) parts.unshift(`event: gap\ndata: ${JSON.stringify(gap)}\n\n`)
    if (parts.length > 0) this.#give(parts.join(''))
  }

  #beat(): void {
    if (this.#isWanted) this.#give(':\n\n')
  }

  #give(text: string): void {
    this.#isWanted = false
    this.push(text)
  }
}
