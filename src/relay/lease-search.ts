import { setTimeout as delay } from 'node:timers/promises'
import type { LeaseAnswer, LeaseRequest, Supervision } from '../control/supervision.js'
import type { SessionLimits } from './session-limits.js'

export type Lease = LeaseAnswer & { readonly ok: true }
export type Refusal = LeaseAnswer & { readonly ok: false }
export type Lost = LeaseRequest['lost']

/** Asks for a gopls until there is one: at once and briefly at first, patiently after a refusal. */
export class LeaseSearch {
  readonly #supervision: Pick<Supervision, 'lease'>
  readonly #describe: () => Omit<LeaseRequest, 'lost' | 'patient'>
  readonly #limits: Pick<SessionLimits, 'retryMinMs' | 'retryMaxMs'>
  /** Leases in a row that led nowhere, and refusals of a patient question. */
  #vain = 0
  #isRefused = false

  constructor(
    supervision: Pick<Supervision, 'lease'>,
    describe: () => Omit<LeaseRequest, 'lost' | 'patient'>,
    limits: Pick<SessionLimits, 'retryMinMs' | 'retryMaxMs'>,
  ) {
    this.#supervision = supervision
    this.#describe = describe
    this.#limits = limits
  }

  /** Resolves to undefined when it was given up. `onRefusal` hears, each time, why there is none. */
  async find(
    lost: Lost,
    onRefusal: (refusal: Refusal) => void,
    signal: AbortSignal,
  ): Promise<Lease | undefined> {
    for (;;) {
      await this.#pause(signal)
      const patient = this.#isRefused
      const request = { ...this.#describe(), lost, patient }
      const answer = signal.aborted ? undefined : await this.#supervision.lease(request, signal)
      if (!answer || signal.aborted) return undefined
      if (patient || answer.ok) this.#vain += 1
      if (answer.ok) return answer
      this.#isRefused = true
      onRefusal(answer)
    }
  }

  /** The last lease led to a gopls that answers. */
  succeeded(): void {
    this.#vain = 0
    this.#isRefused = false
  }

  /** So that leases which lead nowhere do not become a storm. */
  async #pause(signal: AbortSignal): Promise<void> {
    const { retryMinMs, retryMaxMs } = this.#limits
    if (this.#vain === 0) return
    const pauseMs = Math.min(retryMaxMs, retryMinMs * 2 ** (this.#vain - 1))
    await delay(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}
