import { connect } from 'node:net'
import { errorCode } from '../host/system-error.js'
import { within } from '../host/within.js'
import { Channel, type Reply } from './channel.js'
import { type Heartbeat, usualHeartbeat, watchHeartbeat } from './heartbeat.js'
import * as protocol from './protocol.js'
import type {
  LeaseAnswer,
  LeaseRequest,
  RelaySide,
  SessionNote,
  SessionTerms,
  Supervision,
} from './supervision.js'

export interface ConnectOptions {
  readonly version: string
  /** For connection and hello together. */
  readonly limitMs: number
  /** While an answer is awaited of the daemon. */
  readonly heartbeat?: Heartbeat
}

export type ConnectResult =
  | { readonly ok: true; readonly supervision: Supervision }
  | { readonly ok: false; readonly reason: ConnectFailure }

/**
 * `refused`: this process may not connect (a sandboxed editor), and never will. `silent`: somebody listens, but does
 * not answer.
 */
export type ConnectFailure = 'no-daemon' | 'refused' | 'silent' | protocol.Refusal

/** What a lease rejects with when the connection goes: its answer has to be had of another supervisor. */
export class SupervisorGone extends Error {
  override readonly name = 'SupervisorGone'

  constructor() {
    super('the connection to the daemon has ended')
  }
}

/** The answer to a lease that nobody waits for any more. */
export const givenUp: LeaseAnswer = {
  ok: false,
  reason: 'stopped',
  message: 'The session was closed before gopls answered.',
}

/** The relay's end of the connection to the daemon. */
export async function connectDaemon(
  socketPath: string,
  relay: RelaySide,
  { version, limitMs, heartbeat = usualHeartbeat }: ConnectOptions,
): Promise<ConnectResult> {
  const socket = connect(socketPath)
  let failure: ConnectFailure = 'no-daemon'
  socket.once('error', error => {
    failure = connectFailures[errorCode(error) ?? ''] ?? 'no-daemon'
  })
  const channel = new Channel(socket)
  channel.answer(protocol.views, () => relay.views())
  channel.answer(protocol.traffic, () => relay.traffic())
  channel.answer(protocol.spawn, plan => relay.spawn(plan))
  channel.hear(protocol.order, order => relay.order(order))
  channel.open()
  const said = { protocol: protocol.protocolNumber, version, pid: process.pid }
  const greet = () => channel.ask(protocol.hello, said)
  const reply = await within(greet(), limitMs)
  if (reply !== 'timeout' && reply.ok && reply.value.ok)
    return { ok: true, supervision: new DaemonSupervision(channel, reply.value.terms, greet, heartbeat) }
  channel.close()
  if (reply === 'timeout') return { ok: false, reason: 'silent' }
  if (reply.ok) return { ok: false, reason: reply.value.ok ? 'silent' : reply.value.reason }
  // Whoever answers, but not in these words, is of another release.
  return { ok: false, reason: reply.reason === 'closed' ? failure : 'other-protocol' }
}

const connectFailures: Readonly<Record<string, ConnectFailure>> = {
  EACCES: 'refused',
  EPERM: 'refused',
  // Somebody listens there, but takes nobody up: the queue is full.
  EAGAIN: 'silent',
}

class DaemonSupervision implements Supervision {
  readonly terms: SessionTerms
  readonly closed: Promise<void>
  readonly #channel: Channel
  readonly #greet: () => Promise<unknown>
  readonly #heartbeat: Heartbeat

  constructor(channel: Channel, terms: SessionTerms, greet: () => Promise<unknown>, heartbeat: Heartbeat) {
    this.#greet = greet
    this.#heartbeat = heartbeat
    this.terms = terms
    this.#channel = channel
    this.closed = channel.closed
  }

  async lease(request: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer> {
    const reply = await this.#ask(request, signal)
    if (reply.ok) return reply.value
    switch (reply.reason) {
      case 'closed':
        throw new SupervisorGone()
      case 'given-up':
        return givenUp
      case 'refused':
      case 'unreadable':
        return {
          ok: false,
          reason: 'failed',
          message: `The gopls-guardian daemon did not take the request (${reply.reason}); restart the daemon.`,
        }
      default:
        return reply.reason satisfies never
    }
  }

  raiseDoubt(session: string): void {
    this.#channel.tell(protocol.doubt, { session })
  }

  note(session: string, note: SessionNote): void {
    this.#channel.tell(protocol.note, { session, note })
  }

  release(session: string): void {
    this.#channel.tell(protocol.release, { session })
  }

  async close(): Promise<void> {
    this.#channel.close()
    await this.closed
  }

  /** A lease may take as long as it takes, but of a daemon that is stopped or hangs there will never be one. */
  async #ask(request: LeaseRequest, signal: AbortSignal): Promise<Reply<LeaseAnswer>> {
    const answered = new AbortController()
    void watchHeartbeat(this.#greet, this.#heartbeat, () => this.#channel.close(), answered.signal)
    const reply = await this.#channel.ask(protocol.lease, request, signal)
    answered.abort()
    return reply
  }
}
