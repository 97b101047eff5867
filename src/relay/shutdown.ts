import { DeadlineTimer } from '../host/deadline-timer.js'
import type { RequestId } from '../lsp/message.js'
import { answerPending, grantShutdown } from './answer-instead.js'
import type { Exchange } from './exchange.js'
import { refuseShutDown } from './refusals.js'

/** The end that the editor announces: `shutdown` is answered in any case, and what was asked before it too. */
export class Shutdown {
  readonly #exchange: Exchange
  readonly #limitMs: number
  readonly #stopGopls: () => void
  readonly #timer = new DeadlineTimer(() => grantShutdown(this.#exchange))

  constructor(exchange: Exchange, limitMs: number, stopGopls: () => void) {
    this.#exchange = exchange
    this.#limitMs = limitMs
    this.#stopGopls = stopGopls
  }

  /** `awaited`: gopls owes the answer; undefined: it is not to be had from gopls any more. */
  begin(awaited: RequestId | undefined): void {
    if (awaited !== undefined) {
      this.#timer.arm(this.#limitMs)
      return
    }
    this.close()
    this.#stopGopls()
    grantShutdown(this.#exchange)
    answerPending(this.#exchange, ({ id }) => refuseShutDown(id))
  }

  close(): void {
    this.#timer.arm(undefined)
  }
}
