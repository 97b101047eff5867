import type { Socket } from 'node:net'
import { within } from '../host/within.js'
import { Channel, type Reply } from './channel.js'
import * as protocol from './protocol.js'
import type { RelaySide, SessionTerms, SessionView, Supervision } from './supervision.js'

export interface ConnectedRelay {
  readonly pid: number
  readonly version: string
  /**
   * The relay itself. One that does not answer in time tells of no sessions, and spawns nothing; orders to one that
   * is gone are lost.
   */
  readonly side: RelaySide
}

/** The supervisor's side of one relay. */
export interface RelayHost extends Pick<Supervision, 'lease' | 'raiseDoubt' | 'note' | 'release'> {
  /** The relay, and so each of its sessions, is gone; its leases have been aborted. Called once. */
  gone(): void
}

export interface GuestOptions {
  readonly terms: () => SessionTerms
  /** False: turned away. */
  readonly hasRoom: () => boolean
  readonly welcome: (relay: ConnectedRelay) => RelayHost
  readonly limits: GuestLimits
}

export interface GuestLimits {
  readonly helloMs: number
  readonly viewsMs: number
  readonly spawnMs: number
}

/** The daemon's end of the connection to one relay. */
export class RelayGuest {
  readonly closed: Promise<void>
  readonly #channel: Channel
  readonly #options: GuestOptions
  readonly #helloTimer: NodeJS.Timeout
  #host: RelayHost | undefined
  #views: Promise<Reply<readonly SessionView[]>> | undefined

  constructor(socket: Socket, options: GuestOptions) {
    this.#options = options
    this.#channel = new Channel(socket)
    // Who was turned away, or says nothing, has until then to leave by itself.
    this.#helloTimer = setTimeout(() => this.close(), options.limits.helloMs)
    this.closed = this.#channel.closed.then(() => {
      clearTimeout(this.#helloTimer)
      this.#host?.gone()
    })
    this.#channel.answer(protocol.hello, said => this.#answerHello(said))
    this.#channel.open()
  }

  get isWelcome(): boolean {
    return this.#host !== undefined
  }

  close(): void {
    this.#channel.close()
  }

  #answerHello({ protocol: number, pid, version }: protocol.Hello): protocol.HelloAnswer {
    const { terms, hasRoom, welcome } = this.#options
    if (number !== protocol.protocolNumber) return { ok: false, reason: 'other-protocol' }
    if (this.#host === undefined && !hasRoom()) return { ok: false, reason: 'too-many-relays' }
    clearTimeout(this.#helloTimer)
    this.#host ??= this.#open(welcome({ pid, version, side: this.#side() }))
    return { ok: true, terms: terms() }
  }

  #open(host: RelayHost): RelayHost {
    this.#channel.answer(protocol.lease, (request, signal) => host.lease(request, signal))
    this.#channel.hear(protocol.doubt, ({ session }) => host.raiseDoubt(session))
    this.#channel.hear(protocol.note, ({ session, note }) => host.note(session, note))
    this.#channel.hear(protocol.release, ({ session }) => host.release(session))
    return host
  }

  #side(): RelaySide {
    const { limits } = this.#options
    return {
      views: () => this.#askViews(),
      traffic: async () => {
        const reply = await within(this.#channel.ask(protocol.traffic, {}), limits.viewsMs)
        return reply !== 'timeout' && reply.ok ? reply.value : []
      },
      order: order => this.#channel.tell(protocol.order, order),
      spawn: async plan => {
        const reply = await within(this.#channel.ask(protocol.spawn, plan), limits.spawnMs)
        if (reply !== 'timeout' && reply.ok) return reply.value
        return {
          ok: false,
          detail: `the relay did not answer: ${reply === 'timeout' ? reply : reply.reason}`,
        }
      },
    }
  }

  /** A question still unanswered is waited for again rather than asked twice: a stopped relay is not piled with them. */
  async #askViews(): Promise<readonly SessionView[]> {
    this.#views ??= this.#channel.ask(protocol.views, {}).finally(() => {
      this.#views = undefined
    })
    const reply = await within(this.#views, this.#options.limits.viewsMs)
    return reply !== 'timeout' && reply.ok ? reply.value : []
  }
}
