import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from '../../src/cli/api-client.js'
import type { ToldEvent } from './told-event.js'

interface Page {
  readonly events: readonly ToldEvent[]
  readonly next: number
  readonly gap?: { readonly from: number }
}

const pollMs = 1_000

/** Reads all that the daemon says has happened, page by page, long before its bounds make it forget. */
export class EventFollower {
  readonly events: ToldEvent[] = []
  /** Why not everything could be read. */
  readonly findings: string[] = []
  readonly #callApi: ApiClient
  readonly #over = new AbortController()
  readonly #following: Promise<void>
  #next = 0
  #closing: Promise<void> | undefined

  constructor(callApi: ApiClient) {
    this.#callApi = callApi
    this.#following = this.#follow()
  }

  /** Reads what is left, once. */
  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  async #finish(): Promise<void> {
    this.#over.abort()
    await this.#following
    if (!(await this.#readPages())) this.findings.push('the last events could not be read')
  }

  /** A busy computer may once keep the daemon from an answer; it is asked again. */
  async #follow(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#readPages()
      await delay(pollMs, undefined, { signal: this.#over.signal }).catch(() => undefined)
    }
  }

  async #readPages(): Promise<boolean> {
    for (;;) {
      const answer = await this.#callApi('GET', `/api/v1/events?since=${this.#next}`)
      if (!answer.ok) return false
      const { events, next, gap } = answer.body as Page
      if (gap) this.findings.push(`events before ${gap.from} were not kept`)
      this.events.push(...events)
      if (events.length === 0) return true
      this.#next = next
    }
  }
}
