const tickMs = 250

/** Feels, while something is awaited, how long this process did not run at a stretch. */
export class GapWatch {
  readonly #nowMs: () => number
  readonly #timer: NodeJS.Timeout
  #tickedAtMs: number
  #longestMs = 0

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#tickedAtMs = nowMs()
    this.#timer = setInterval(() => this.#tick(), tickMs)
  }

  /** So far, in milliseconds. */
  get longestMs(): number {
    this.#tick()
    return this.#longestMs
  }

  /** Ends it; the longest gap in milliseconds. */
  close(): number {
    clearInterval(this.#timer)
    this.#tick()
    return this.#longestMs
  }

  #tick(): void {
    const nowMs = this.#nowMs()
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#tickedAtMs - tickMs)
    this.#tickedAtMs = nowMs
  }
}
