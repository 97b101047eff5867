import type { ToldErrorCode } from '../control/supervision.js'

/** What gopls told an editor of counts as standing for this long. */
const standsForMs = 10 * 60_000

/** The errors that gopls told its editors of: it lives on with an empty stderr, and nobody else would know. */
export class ToldErrors {
  readonly #nowMs: () => number
  readonly #told = new Map<string, { readonly code: ToldErrorCode; readonly atMs: number }>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** The latest one of a session counts. */
  note(session: string, code: ToldErrorCode): void {
    this.#told.set(session, { code, atMs: this.#nowMs() })
  }

  forget(session: string): void {
    this.#told.delete(session)
  }

  get codes(): readonly ToldErrorCode[] {
    const sinceMs = this.#nowMs() - standsForMs
    for (const [session, { atMs }] of this.#told) if (atMs < sinceMs) this.#told.delete(session)
    return [...new Set([...this.#told.values()].map(({ code }) => code))]
  }
}
