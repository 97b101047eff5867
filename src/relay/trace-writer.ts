import type { Clock } from '../host/clock.js'
import type { MessageSummary, RequestId } from '../lsp/message.js'
import { parseMessage } from '../lsp/parse-message.js'
import { asObject } from '../lsp/read-params.js'

export type TraceSink = (text: string) => void

interface Asked {
  readonly method: string
  readonly atMs: number
}

/** No person asks more at once; what goes beyond is forgotten, and its answer is traced without a name. */
const maxAsked = 10_000
const endOfEntry = '\r\n\r\n\r\n'

/** What passes between the editor and us, as `gopls -rpc.trace` writes it for the LSP inspector. */
export class TraceWriter {
  readonly #sink: TraceSink
  readonly #clock: Clock
  readonly #asked = {
    editor: new Map<RequestId, Asked>(),
    gopls: new Map<RequestId, Asked>(),
  }

  constructor(sink: TraceSink, clock: Clock) {
    this.#sink = sink
    this.#clock = clock
  }

  write(from: 'editor' | 'gopls', summary: MessageSummary, body: Buffer): void {
    const time = formatTime(new Date(this.#clock.wallMs()))
    const entry = this.#describe(from, summary, body, time)
    if (entry !== undefined) this.#sink(entry + endOfEntry)
  }

  #describe(
    from: 'editor' | 'gopls',
    summary: MessageSummary,
    body: Buffer,
    time: string,
  ): string | undefined {
    // gopls traces as its client: what it reads was sent.
    const direction = from === 'editor' ? 'Sending' : 'Received'
    const atMs = this.#clock.monotonicMs()
    switch (summary.kind) {
      case 'request': {
        const asked = this.#asked[from]
        if (asked.size < maxAsked) asked.set(summary.id, { method: summary.method, atMs })
        const { method, id } = summary
        return `[Trace - ${time}] ${direction} request '${method} - (${id})'.\nParams: ${readMember(body, 'params')}`
      }
      case 'notification':
        return `[Trace - ${time}] ${direction} notification '${summary.method}'.\nParams: ${readMember(body, 'params')}`
      case 'error': {
        const past = from === 'editor' ? 'Sent' : 'Received'
        return `[Error - ${past}] ${time} #${summary.id ?? ''} ${readErrorMessage(body)}`
      }
      case 'response': {
        const { id } = summary
        const asked = this.#takeAsked(from, id)
        const took = Math.trunc(asked ? atMs - asked.atMs : 0)
        const what = `'${asked?.method ?? ''} - (${id})' in ${took}ms`
        return `[Trace - ${time}] ${direction} response ${what}.\nResult: ${readMember(body, 'result')}`
      }
      case 'not-a-message':
        return undefined
      default:
        return summary satisfies never
    }
  }

  #takeAsked(answeredBy: 'editor' | 'gopls', id: RequestId): Asked | undefined {
    const asked = this.#asked[answeredBy === 'editor' ? 'gopls' : 'editor']
    const found = asked.get(id)
    asked.delete(id)
    return found
  }
}

/** Go's layout `15:04:05.000 PM`: 24 hours, and the half of the day all the same. */
function formatTime(date: Date): string {
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(part =>
    String(part).padStart(2, '0'),
  )
  const millis = String(date.getMilliseconds()).padStart(3, '0')
  return `${hours}:${minutes}:${seconds}.${millis} ${date.getHours() < 12 ? 'AM' : 'PM'}`
}

function readMember(body: Buffer, name: 'params' | 'result'): string {
  const value = parseMessage(body)?.[name]
  return value === undefined ? '' : JSON.stringify(value)
}

function readErrorMessage(body: Buffer): string {
  const message = asObject(parseMessage(body)?.['error'])?.['message']
  return typeof message === 'string' ? message : ''
}
