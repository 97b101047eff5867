import type { FastifyReply, FastifyRequest } from 'fastify'
import type { EventHistory } from '../supervisor/event-history.js'
import { readSince } from './event-since.js'
import { EventStream } from './event-stream.js'
import { sendProblem } from './problem.js'

export interface ReaderLimits {
  readonly maxReaders: number
  readonly heartbeatMs: number
  /** Without a byte going out, heartbeats included, the reader counts as dead. */
  readonly silenceMs: number
}

export const usualReaderLimits: ReaderLimits = { maxReaders: 16, heartbeatMs: 15_000, silenceMs: 60_000 }

type FollowedHistory = Pick<EventHistory, 'read' | 'onAdded' | 'lastSeq'>

/** Those who follow the events as they happen, on one door. */
export class EventReaders {
  readonly #history: FollowedHistory
  readonly #limits: ReaderLimits
  #count = 0

  constructor(history: FollowedHistory, limits = usualReaderLimits) {
    this.#history = history
    this.#limits = limits
  }

  /** Goes on after the event that the reader names, or begins now. */
  admit(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const asked = readSince(request)
    if (!asked.ok) return sendProblem(reply, 'bad-since')
    reply.type('text/event-stream')
    if (request.method === 'HEAD') return reply.send()
    const { maxReaders, heartbeatMs, silenceMs } = this.#limits
    if (this.#count >= maxReaders) return sendProblem(reply, 'too-many-readers')
    this.#count += 1
    const history = this.#history
    const stream = new EventStream({ history, since: asked.since ?? history.lastSeq, heartbeatMs })
    stream.once('close', () => {
      this.#count -= 1
    })
    // The server's own limit is shorter than the time between two heartbeats.
    reply.raw.setTimeout(silenceMs)
    return reply.send(stream)
  }
}
