import type { MessageSummary } from './message.js'

/** When gopls last did something on the connection of now; undefined until it has. */
export class SignsOfLife {
  #signAtMs: number | undefined
  #answerAtMs: number | undefined
  #progressAtMs: number | undefined

  /** Said anything. */
  get signAtMs(): number | undefined {
    return this.#signAtMs
  }

  get answerAtMs(): number | undefined {
    return this.#answerAtMs
  }

  get progressAtMs(): number | undefined {
    return this.#progressAtMs
  }

  note(summary: MessageSummary, nowMs: number): void {
    this.#signAtMs = nowMs
    if (summary.kind === 'response' || summary.kind === 'error') this.#answerAtMs = nowMs
    if (summary.kind === 'notification' && tellsProgress(summary.method)) this.#progressAtMs = nowMs
  }

  forget(): void {
    this.#signAtMs = undefined
    this.#answerAtMs = undefined
    this.#progressAtMs = undefined
  }
}

/** Where the editor shows no progress, gopls tells of it by messages. */
function tellsProgress(method: string): boolean {
  return method === '$/progress' || method === 'window/showMessage'
}
