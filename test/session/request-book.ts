import type { RequestId } from '../../src/lsp/message.js'

export type Answer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: AnswerError }

export interface AnswerError {
  readonly code: number
  readonly message: string
}

export interface BookedRequest {
  readonly id: RequestId
  readonly method: string
  /** The command, where carried out twice it may do something twice. */
  readonly effects: string | undefined
  readonly sentAtMs: number
  cancelled: boolean
  answers: number
  /** Of its first answer. */
  error: AnswerError | undefined
  tookMs: number | undefined
}

/** The editor's books: every request sent, every answer received. */
export class RequestBook {
  readonly #requests = new Map<RequestId, BookedRequest>()
  readonly #waiting = new Map<RequestId, (answer: Answer) => void>()
  readonly #findings: string[] = []

  send(request: Pick<BookedRequest, 'id' | 'method' | 'effects'>, nowMs: number): Promise<Answer> {
    const entry = { cancelled: false, answers: 0, error: undefined, tookMs: undefined, sentAtMs: nowMs }
    this.#requests.set(request.id, { ...request, ...entry })
    return new Promise(resolve => this.#waiting.set(request.id, resolve))
  }

  cancel(id: RequestId): void {
    const request = this.#requests.get(id)
    if (request) request.cancelled = true
  }

  receive(id: RequestId | null, answer: Answer, nowMs: number): void {
    const request = id === null ? undefined : this.#requests.get(id)
    if (id === null || !request) {
      this.#findings.push(`an answer to nothing that was asked: ${JSON.stringify({ id, answer })}`)
      return
    }
    request.answers += 1
    if (request.answers > 1) {
      this.#findings.push(`${request.method} (${id}) was answered ${request.answers} times`)
      return
    }
    if (!answer.ok) request.error = answer.error
    request.tookMs = nowMs - request.sentAtMs
    this.#waiting.get(id)?.(answer)
    this.#waiting.delete(id)
  }

  /** Whether a request that was sent after this moment has had a result, and all that were sent before that one came. */
  isPast(timeMs: number): boolean {
    const { requests } = this
    const results = requests.filter(
      ({ sentAtMs, tookMs, error }) => sentAtMs > timeMs && tookMs !== undefined && !error,
    )
    const recoveredAtMs = Math.min(...results.map(({ sentAtMs, tookMs = 0 }) => sentAtMs + tookMs))
    return (
      results.length > 0 && requests.every(({ sentAtMs, answers }) => sentAtMs > recoveredAtMs || answers > 0)
    )
  }

  get requests(): readonly BookedRequest[] {
    return [...this.#requests.values()]
  }

  get unanswered(): number {
    return this.#waiting.size
  }

  get findings(): readonly string[] {
    const late = this.requests.filter(({ answers }) => answers === 0)
    return [...this.#findings, ...late.map(({ id, method }) => `${method} (${id}) was never answered`)]
  }
}
