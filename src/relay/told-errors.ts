import type { SessionNote, ToldErrorCode } from '../control/supervision.js'
import { LoadFailures } from './load-failures.js'
import { readToldError } from './told-error.js'

/** Passes on what gopls told of errors: each kind of them once in a while, for it repeats itself at every change. */
export class ToldErrors {
  readonly #everyMs: number
  readonly #note: (note: SessionNote) => void
  readonly #notedAtMs = new Map<ToldErrorCode, number>()
  readonly #failures = new LoadFailures()

  constructor(everyMs: number, note: (note: SessionNote) => void) {
    this.#everyMs = everyMs
    this.#note = note
  }

  /** Takes in a notification of gopls. */
  take(method: string, params: unknown, nowMs: number): void {
    const error = readToldError(method, params)
    if (this.#failures.areOver(method, params, error !== undefined) && this.#notedAtMs.size > 0) {
      this.#notedAtMs.clear()
      this.#note({ kind: 'loaded' })
    }
    const notedAtMs = error && this.#notedAtMs.get(error.code)
    if (!error || (notedAtMs !== undefined && nowMs - notedAtMs < this.#everyMs)) return
    this.#notedAtMs.set(error.code, nowMs)
    this.#note({ kind: 'told-error', ...error })
  }
}
