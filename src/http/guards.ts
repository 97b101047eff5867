import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ProblemCode, safeHeaders, sendProblem } from './problem.js'

/** Who can reach us: any program and any web page on this computer, or only those who may open our socket. */
export type Access = { readonly channel: 'tcp'; readonly token: string } | { readonly channel: 'socket' }

export function addGuards(app: FastifyInstance, access: Access): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(safeHeaders)
    const refusal = refuseRequest(factsOf(request), access)
    return refusal && sendProblem(reply, refusal)
  })
  // After routing, so that a wrong path or method is told as such.
  app.addHook('preParsing', async (request, reply) => {
    if (access.channel === 'socket' || request.method !== 'POST' || request.is404) return
    if (!isJson(request.headers['content-type'])) await sendProblem(reply, 'not-json')
  })
}

export interface RequestFacts {
  /** The port the request came in on; undefined on a unix socket. */
  readonly port: number | undefined
  readonly path: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly authorization: string | undefined
}

/** Why a request is not even looked at; undefined when it may pass. */
export function refuseRequest(facts: RequestFacts, access: Access): ProblemCode | undefined {
  const { port, path, host, origin, authorization } = facts
  // The file mode is the guard of the socket; no browser gets there, so a page's origin is a lie or a proxy.
  if (access.channel === 'socket') return origin === undefined ? undefined : 'foreign-origin'
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
  // A page whose name was rebound to 127.0.0.1 sends its own name here.
  if (host === undefined || !hosts.includes(host)) return 'foreign-host'
  if (origin !== undefined && !hosts.some(each => origin === `http://${each}`)) return 'foreign-origin'
  if (path.startsWith('/api/') && !bearsToken(authorization, access.token)) return 'not-authenticated'
  return undefined
}

function bearsToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
}

/** Digests have one length, whatever was sent, so the comparison takes one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function factsOf(request: FastifyRequest): RequestFacts {
  const { host, origin, authorization } = request.headers
  // The route's own pattern where there is one: `/%61pi/…` leads to the same route as `/api/…`.
  const path = request.routeOptions.url ?? request.url
  return { port: request.socket.localPort, path, host, origin, authorization }
}

/** A page of another site can send other types without asking first (CORS's simple requests), but not this one. */
function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(?:;|$)/i.test(contentType ?? '')
}
