import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ActionAnswer, DaemonApi } from './daemon-api.js'
import { sendEvents } from './event-page.js'
import { EventReaders } from './event-readers.js'
import { describeHealth } from './health.js'
import { sendIncident, sendIncidentFile, sendIncidents } from './incident-answers.js'
import type { Metrics } from './metrics.js'
import { describeApi } from './openapi.js'
import { sendProblem } from './problem.js'
import { describeStatus } from './status-body.js'

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly answer: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>
}

/** Everything that can be asked; what is not under /api/ is for anybody on this computer. */
export function createRoutes(api: DaemonApi, metrics: Metrics): readonly Route[] {
  const readers = new EventReaders(api.history)
  const health = () => describeHealth(api.snapshot(), Date.now())
  return [
    {
      method: 'GET',
      url: '/health',
      answer: (_request, reply) => {
        const { httpStatus, body } = health()
        return reply.code(httpStatus).type('application/health+json').send(body)
      },
    },
    { method: 'GET', url: '/livez', answer: (_request, reply) => sendText(reply, 200, 'alive') },
    {
      method: 'GET',
      url: '/readyz',
      answer: (_request, reply) => {
        const { httpStatus } = health()
        return sendText(reply, httpStatus, httpStatus === 200 ? 'ready' : 'not ready')
      },
    },
    {
      method: 'GET',
      url: '/metrics',
      answer: async (request, reply) => {
        const asked = request.headers.accept?.includes('application/openmetrics-text') ?? false
        const { contentType, text } = await metrics.render(asked ? 'openMetrics' : 'prometheus')
        return reply.header('vary', 'accept').type(contentType).send(text)
      },
    },
    {
      method: 'GET',
      url: '/api/v1/status',
      answer: (_request, reply) =>
        reply.send(describeStatus(api.snapshot(), api.configuration(), Date.now())),
    },
    {
      method: 'GET',
      url: '/api/v1/events',
      answer: (request, reply) => sendEvents(api.history, request, reply),
    },
    {
      method: 'GET',
      url: '/api/v1/events/stream',
      answer: (request, reply) => readers.admit(request, reply),
    },
    {
      method: 'GET',
      url: '/api/v1/incidents',
      answer: (_request, reply) => sendIncidents(reply, api.incidentsFolder),
    },
    {
      method: 'GET',
      url: '/api/v1/incidents/:id',
      answer: (request, reply) => sendIncident(reply, api.incidentsFolder, idOf(request)),
    },
    {
      method: 'GET',
      url: '/api/v1/incidents/:id/files/:name',
      answer: (request, reply) => {
        const { id, name } = request.params as { readonly id: string; readonly name: string }
        return sendIncidentFile(reply, api.incidentsFolder, id, name)
      },
    },
    {
      method: 'POST',
      url: '/api/v1/instances/:id/restart',
      answer: (request, reply) => sendAction(reply, idOf(request), id => api.restart(id)),
    },
    {
      method: 'POST',
      url: '/api/v1/instances/:id/stop',
      answer: (request, reply) => sendAction(reply, idOf(request), id => api.stop(id)),
    },
    {
      method: 'GET',
      url: '/api/v1/openapi.json',
      answer: (_request, reply) => reply.send(describeApi(api.snapshot().version)),
    },
  ]
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`)
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id
}

function sendAction(reply: FastifyReply, id: string, act: (id: string) => ActionAnswer): FastifyReply {
  const answer = act(id)
  return answer === 'accepted' ? reply.code(202).send({ id, accepted: true }) : sendProblem(reply, answer)
}
