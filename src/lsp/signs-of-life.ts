import type { MessageSummary } from './message.js'
import { asObject } from './read-params.js'

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

  /** Told of work that goes on. */
  get progressAtMs(): number | undefined {
    return this.#progressAtMs
  }

  note(summary: MessageSummary, nowMs: number): void {
    this.#signAtMs = nowMs
    if (summary.kind === 'response' || summary.kind === 'error') this.#answerAtMs = nowMs
  }

  /** Takes in a notification. Work that has ended excuses no silence. */
  notify(method: string, params: unknown, nowMs: number): void {
    const progress = readProgressNews(method, params)
    if (progress !== undefined) this.#progressAtMs = progress === 'goes-on' ? nowMs : undefined
  }

  forget(): void {
    this.#signAtMs = undefined
    this.#answerAtMs = undefined
    this.#progressAtMs = undefined
  }
}

/** Where the editor shows no progress, gopls tells of its load by messages. */
function readProgressNews(method: string, params: unknown): 'goes-on' | 'ended' | undefined {
  const { message, value } = asObject(params) ?? {}
  if (method === '$/progress') return asObject(value)?.['kind'] === 'end' ? 'ended' : 'goes-on'
  if (method !== 'window/showMessage' || typeof message !== 'string') return undefined
  if (message.startsWith('Loading packages')) return 'goes-on'
  return /^(Finished|Error) loading packages/.test(message) ? 'ended' : undefined
}
