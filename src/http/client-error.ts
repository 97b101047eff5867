import type { Socket } from 'node:net'
import { describeProblem, type ProblemCode, problems, safeHeaders } from './problem.js'

/** Answers what node could not read as a request: no request object exists yet, only the socket. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET')
    socket.write(formatAnswer(problemsByCode.get(error.code) ?? 'bad-request'))
  socket.destroySoon()
}

const problemsByCode = new Map<string | undefined, ProblemCode>([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'timeout'],
  ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
])

function formatAnswer(code: ProblemCode): string {
  const body = JSON.stringify(describeProblem(code))
  const headers = {
    ...safeHeaders,
    connection: 'close',
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${problems[code].status} ${problems[code].title}`, ...lines, '', body].join('\r\n')
}
