import type { FastifyReply, FastifyRequest } from 'fastify'
import type { EventHistory } from '../supervisor/event-history.js'
import { readSince } from './event-since.js'
import { sendProblem } from './problem.js'

/** Answers with the events after `since`, or all that are kept: `{events, next, gap?}`. */
export function sendEvents(
  history: Pick<EventHistory, 'read'>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const asked = readSince(request)
  if (!asked.ok) return sendProblem(reply, 'bad-since')
  const { events, next, gap } = history.read(asked.since ?? 0)
  const rest = JSON.stringify({ next, gap })
  // Each event is JSON already.
  const body = `{"events":[${events.map(({ json }) => json).join(',')}],${rest.slice(1)}`
  return reply.type('application/json; charset=utf-8').send(body)
}
