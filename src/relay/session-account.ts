import type { InstanceRef, LeaseRequest, SessionTraffic, SessionView } from '../control/supervision.js'
import { describeTraffic } from '../lsp/session-traffic.js'
import { describeLease } from './describe-lease.js'
import { describeSession } from './describe-session.js'
import type { Exchange } from './exchange.js'

export interface AccountOptions {
  readonly asker: Pick<LeaseRequest, 'session' | 'goplsArgs' | 'environment'>
  readonly exchange: Pick<Exchange, 'journal' | 'gopls'>
  /** Since when gopls owes the answer to a replayed `initialize`. */
  readonly openingSinceMs: () => number | undefined
  readonly usualMs: (method: string) => number | null
  readonly nowMs: () => number
}

/** What a supervisor is told when it asks: who the session is, what it needs, and how it stands. */
export class SessionAccount {
  readonly #options: AccountOptions
  #lastUseAtMs: number

  constructor(options: AccountOptions) {
    this.#options = options
    this.#lastUseAtMs = options.nowMs()
  }

  /** The editor said something. */
  used(): void {
    this.#lastUseAtMs = this.#options.nowMs()
  }

  get current(): InstanceRef | null {
    return this.#options.exchange.gopls?.instance ?? null
  }

  view(): SessionView {
    const { asker, exchange, openingSinceMs, usualMs, nowMs } = this.#options
    return describeSession(exchange.journal, nowMs(), {
      session: asker.session,
      current: this.current,
      openingSinceMs: openingSinceMs(),
      lastUseAtMs: this.#lastUseAtMs,
      usualMs,
    })
  }

  traffic(): SessionTraffic {
    const { asker, exchange, nowMs } = this.#options
    return { session: asker.session, ...describeTraffic(exchange.journal, nowMs()) }
  }

  /** For a session that needs a gopls. */
  need(): Omit<LeaseRequest, 'lost' | 'patient'> {
    const { asker, exchange } = this.#options
    return { ...asker, ...describeLease(exchange.journal.toldToGopls), current: null }
  }

  /** For a supervisor that does not know of the session yet; undefined while it has no connection. */
  registration(): LeaseRequest | undefined {
    const { current } = this
    return current ? { ...this.need(), current, lost: null, patient: false } : undefined
  }
}
