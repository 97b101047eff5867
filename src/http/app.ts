import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { answerClientError } from './client-error.js'
import type { DaemonApi } from './daemon-api.js'
import { type Access, addGuards } from './guards.js'
import { createLimitedServer, type ServerLimits, usualLimits } from './limited-server.js'
import type { Metrics } from './metrics.js'
import { type ProblemCode, sendProblem } from './problem.js'
import { createRoutes, type Route } from './routes.js'

export type AppOptions = Access & {
  readonly api: DaemonApi
  readonly metrics: Metrics
  /** Told of answers that failed by our own fault; a pino logger fits. */
  readonly logger?: { error(fields: object): void }
  readonly limits?: ServerLimits
}

/** The HTTP side of the daemon, ready to listen on one channel. */
export function buildApp(options: AppOptions): FastifyInstance {
  const { api, metrics, logger, limits = usualLimits } = options
  const app = fastify({
    bodyLimit: 16 * 1024,
    // One server on one address: without a factory fastify binds `localhost` twice, the second time without limits.
    serverFactory: listener => createLimitedServer(listener, limits),
    clientErrorHandler: answerClientError,
    forceCloseConnections: true,
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
  })
  acceptEmptyJson(app)
  addGuards(app, options)
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'))
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const code = problemOf(error)
    if (code === 'internal')
      logger?.error({ event: 'http.failed', route: request.routeOptions.url, err: error })
    return sendProblem(reply, code)
  })
  for (const route of createRoutes(api, metrics)) addRoute(app, route)
  return app
}

const problemsByStatus = new Map<number | undefined, ProblemCode>([
  [400, 'bad-request'],
  [413, 'body-too-large'],
  // What fastify says to a path parameter longer than it reads.
  [414, 'not-found'],
  [415, 'not-json'],
])

function problemOf(error: FastifyError): ProblemCode {
  return problemsByStatus.get(error.statusCode) ?? 'internal'
}

/** Fastify refuses an empty body that says it is JSON; no action of ours needs a body. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null)
    else void parse(request, body.toString(), done)
  })
}

function addRoute(app: FastifyInstance, { method, url, answer }: Route): void {
  app.route({ method, url, handler: answer })
  const allowed = method === 'GET' ? ['GET', 'HEAD'] : [method]
  app.route({
    method: app.supportedMethods.filter(each => !allowed.includes(each)),
    url,
    // Before the body is read, which would be refused for its type first.
    onRequest: async (_request, reply) =>
      sendProblem(reply.header('allow', allowed.join(', ')), 'method-not-allowed'),
    handler: (_request, reply) => reply,
  })
}
