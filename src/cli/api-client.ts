import { type IncomingMessage, request } from 'node:http'
import { errorCode } from '../host/system-error.js'

export type ApiAnswer<Body = unknown> = { readonly ok: true; readonly body: Body } | ApiFailure

export interface ApiFailure {
  readonly ok: false
  /** `no-answer`: somebody listens, but no usable answer came; `refused`: the daemon said no, and why. */
  readonly reason: 'daemon-not-running' | 'no-answer' | 'refused'
  readonly detail: string
}

/** Asks the daemon over HTTP on its unix socket. Never throws for anything that the other side does. */
export type ApiClient = (method: 'GET' | 'POST', path: string) => Promise<ApiAnswer>

export interface ApiLimits {
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
}

const usualLimits: ApiLimits = { timeoutMs: 3000, maxAnswerBytes: 8 * 1024 * 1024 }

export function createApiClient(socketPath: string, limits = usualLimits): ApiClient {
  return async (method, path) => {
    const signal = AbortSignal.timeout(limits.timeoutMs)
    try {
      const message = await send({ socketPath, method, path, signal })
      return readAnswer(message, await readBody(message, limits.maxAnswerBytes))
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT' || code === 'ECONNREFUSED')
        return { ok: false, reason: 'daemon-not-running', detail: `no answer on ${socketPath}` }
      if (signal.aborted) return noAnswer(`nothing within ${limits.timeoutMs} ms on ${socketPath}`)
      return noAnswer(error instanceof Error ? error.message : String(error))
    }
  }
}

interface Call {
  readonly socketPath: string
  readonly method: string
  readonly path: string
  readonly signal: AbortSignal
}

function send(call: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ ...call, agent: false }, resolve)
      .on('error', reject)
      .end()
  })
}

async function readBody(message: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** A problem (RFC 9457) is a refusal; any other JSON is an answer, whatever its status: /health answers 503. */
function readAnswer(message: IncomingMessage, text: string): ApiAnswer {
  const body = parseJson(text)
  if (body === undefined) return noAnswer(`HTTP ${message.statusCode ?? 0} without JSON`)
  if (!message.headers['content-type']?.startsWith('application/problem+json')) return { ok: true, body }
  return { ok: false, reason: 'refused', detail: readProblem(body) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readProblem(body: unknown): string {
  const { detail, title } = Object(body) as { readonly detail?: unknown; readonly title?: unknown }
  if (typeof detail === 'string') return detail
  return typeof title === 'string' ? title : 'It gave no reason.'
}

function noAnswer(detail: string): ApiFailure {
  return { ok: false, reason: 'no-answer', detail }
}
