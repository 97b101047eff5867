/** What is kept of a message: nothing that was said in it. Times are monotonic milliseconds. */
export interface NotedMessage {
  readonly method: string
  readonly atMs: number
  readonly bytes: number
}

const maxKept = 10

/** The last notifications of one side, also of connections that are no more. */
export class RecentNotifications {
  readonly #kept: NotedMessage[] = []

  /** The oldest first. */
  get list(): readonly NotedMessage[] {
    return this.#kept
  }

  note(method: string, atMs: number, bytes: number): void {
    if (this.#kept.push({ method, atMs, bytes }) > maxKept) this.#kept.shift()
  }
}
