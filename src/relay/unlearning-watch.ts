import { DeadlineTimer } from '../host/deadline-timer.js'
import { planUnlearning } from '../lsp/unlearning.js'
import type { Exchange } from './exchange.js'
import { type LoadLimits, LoadWatch } from './load-watch.js'

/** Once a fresh gopls has loaded: takes back from the editor what the old one said and this one did not. */
export class UnlearningWatch {
  readonly #exchange: Exchange
  readonly #limits: LoadLimits
  readonly #nowMs: () => number
  readonly #timer = new DeadlineTimer(() => this.#look())
  #load: LoadWatch | undefined

  constructor(exchange: Exchange, limits: LoadLimits, nowMs: () => number) {
    this.#exchange = exchange
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** A session goes on with another gopls: a fresh one, or one whose load was followed so far. */
  begin(load?: LoadWatch): void {
    this.#load = load ?? new LoadWatch(this.#limits, this.#nowMs())
    this.#look()
  }

  /** Takes in a notification of gopls. */
  note(method: string, params: unknown): void {
    if (!this.#load) return
    this.#load.note(method, params, this.#nowMs())
    // Diagnostics only put it off: that is seen when the timer is due.
    if (method !== 'textDocument/publishDiagnostics') this.#look()
  }

  close(): void {
    this.#load = undefined
    this.#timer.arm(undefined)
  }

  #look(): void {
    const remainingMs = this.#load?.remainingMs(this.#nowMs())
    if (remainingMs !== 0) {
      this.#timer.arm(remainingMs)
      return
    }
    this.close()
    const { clearedDiagnostics, unregistrations } = planUnlearning(this.#exchange.journal.toldToEditor)
    for (const body of clearedDiagnostics) this.#exchange.sayToEditor(body)
    this.#exchange.journal.toldToEditor.unregister(unregistrations)
    this.#exchange.unregister(unregistrations)
  }
}
