const maxAtOnce = 8
const maxWaiting = 64

/** Writes of incidents: a few at once, and the next ones wait for their turn. */
export class WriteQueue {
  readonly #waiting: (() => Promise<void>)[] = []
  readonly #running = new Set<Promise<void>>()

  /** False when too many wait already; `write` rejects never. */
  add(write: () => Promise<void>): boolean {
    if (this.#waiting.length >= maxWaiting) return false
    this.#waiting.push(write)
    this.#startNext()
    return true
  }

  /** Resolves when nothing is left to be written. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  #startNext(): void {
    const write = this.#running.size < maxAtOnce ? this.#waiting.shift() : undefined
    if (!write) return
    const running = write().finally(() => {
      this.#running.delete(running)
      this.#startNext()
    })
    this.#running.add(running)
  }
}
