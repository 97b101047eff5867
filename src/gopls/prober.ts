import { connectProbe, type ProbeAnswer, type ProbeConnection } from './probe-connection.js'

const connectTimeoutMs = 2_000
const maxLateMs = 500

/** How our own conversation with a gopls stands. Ages in milliseconds. */
export interface ProbeStanding {
  /** Since the oldest question without an answer; null while none is open. */
  readonly unansweredMs: number | null
  readonly lastAnswerMs: number | null
}

/** The connection that is held to one gopls, made again when it is lost. */
export class Prober {
  readonly #socketPath: string
  readonly #onLost: () => void
  #connection: ProbeConnection | undefined
  #askedAtMs: number | undefined
  #answeredAtMs: number | undefined
  #isClosed = false

  /** `onLost` is called when the other end closes the connection: the notice of a death, perhaps. */
  constructor(socketPath: string, onLost: () => void) {
    this.#socketPath = socketPath
    this.#onLost = onLost
  }

  get standing(): ProbeStanding {
    const nowMs = performance.now()
    return {
      unansweredMs: this.#askedAtMs === undefined ? null : nowMs - this.#askedAtMs,
      lastAnswerMs: this.#answeredAtMs === undefined ? null : nowMs - this.#answeredAtMs,
    }
  }

  /** Holds a connection on which gopls has just answered. */
  hold(connection: ProbeConnection): void {
    // A question and the wait for the first answer may both have connected: one is enough.
    if (this.#isClosed || this.#connection) {
      connection.close()
      return
    }
    this.#connection = connection
    void connection.closed.then(() => {
      if (this.#connection !== connection) return
      this.#connection = undefined
      this.#onLost()
    })
  }

  /** Asks, on a new connection where the old one is lost; undefined when the fault is our own. */
  async ask(timeoutMs: number): Promise<ProbeAnswer | undefined> {
    this.#askedAtMs ??= performance.now()
    const answer = await this.#connectAndAsk(timeoutMs)
    if (answer?.ok) this.noteAnswer()
    return answer
  }

  noteAnswer(): void {
    this.#askedAtMs = undefined
    this.#answeredAtMs = performance.now()
  }

  /** Gives the held connection up for a new one: gopls answers, but not on this one. */
  reconnect(): void {
    const connection = this.#connection
    this.#connection = undefined
    connection?.close()
  }

  close(): void {
    this.#isClosed = true
    this.reconnect()
  }

  async #connectAndAsk(timeoutMs: number): Promise<ProbeAnswer | undefined> {
    const startedMs = performance.now()
    if (!this.#connection) {
      const attempt = await connectProbe(this.#socketPath, connectTimeoutMs)
      if (attempt.ok) this.hold(attempt.connection)
      else if (attempt.reason === 'own-fault') return undefined
      else {
        const tookMs = performance.now() - startedMs
        // Our own timer came late: the silence may be ours.
        if (tookMs > connectTimeoutMs + maxLateMs) return undefined
        return { ok: false, reason: attempt.reason === 'timeout' ? 'timeout' : 'closed', tookMs }
      }
    }
    return this.#connection?.askSessions(timeoutMs)
  }
}
