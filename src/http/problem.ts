import type { FastifyReply } from 'fastify'

/** Every way in which a request can fail, each with what to do next. */
export const problems = {
  'bad-request': {
    status: 400,
    title: 'Bad request',
    detail: 'The request is not valid HTTP or not valid JSON.',
  },
  'bad-since': {
    status: 400,
    title: 'Bad sequence number',
    detail: 'Give `since`, or the Last-Event-ID header, the `seq` of an event, or leave it out.',
  },
  'not-authenticated': {
    status: 401,
    title: 'Token needed',
    detail:
      "Send `Authorization: Bearer TOKEN` with the content of the token file in guardian's state folder, or ask over run/api.sock there.",
  },
  'foreign-host': {
    status: 403,
    title: 'Host not allowed',
    detail: 'Use 127.0.0.1, localhost or [::1] with the port in the URL.',
  },
  'foreign-origin': {
    status: 403,
    title: 'Origin not allowed',
    detail: 'Web pages of other sites may not ask guardian; use the command line or curl.',
  },
  'not-found': { status: 404, title: 'Not found', detail: 'See GET /api/v1/openapi.json for what there is.' },
  'unknown-instance': {
    status: 404,
    title: 'Unknown instance',
    detail: 'No instance has this id; see GET /api/v1/status for those that exist.',
  },
  'unknown-incident': {
    status: 404,
    title: 'Unknown incident',
    detail: 'There is no such incident, or it has no such file; see GET /api/v1/incidents.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'Use the method that the Allow header names.',
  },
  timeout: { status: 408, title: 'Too slow', detail: 'Send the whole request within a few seconds.' },
  'being-stopped': {
    status: 409,
    title: 'Being stopped',
    detail: 'The instance is on its way out; ask again when GET /api/v1/status no longer says stopping.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    detail: 'Send at most 16 KiB; no request needs a body.',
  },
  'not-json': { status: 415, title: 'JSON needed', detail: 'Send `Content-Type: application/json`.' },
  'headers-too-large': { status: 431, title: 'Headers too large', detail: 'Send fewer or shorter headers.' },
  'too-many-readers': {
    status: 503,
    title: 'Too many readers',
    detail: 'Close another stream of events first, or ask GET /api/v1/events now and then.',
  },
  internal: { status: 500, title: 'Internal error', detail: "Look for http.failed in guardian's log." },
} as const satisfies Record<
  string,
  { readonly status: number; readonly title: string; readonly detail: string }
>

export type ProblemCode = keyof typeof problems

/** The body of an `application/problem+json` answer (RFC 9457). */
export function describeProblem(code: ProblemCode): object {
  return { type: `urn:gopls-guardian:problem:${code}`, ...problems[code] }
}

/** On every answer: nothing is kept, guessed or lent to pages of other sites. There is no CORS header, ever. */
export const safeHeaders = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

export function sendProblem(reply: FastifyReply, code: ProblemCode): FastifyReply {
  if (code === 'not-authenticated') reply.header('www-authenticate', 'Bearer realm="gopls-guardian"')
  return reply
    .code(problems[code].status)
    .headers(safeHeaders)
    .type('application/problem+json')
    .send(describeProblem(code))
}
