import type { LeaseRequest, RelaySide } from '../control/supervision.js'
import { Session } from './session.js'
import { nobody, type SessionStanding } from './session-standing.js'

/** All sessions of all relays. */
export class SessionBook {
  readonly #sessions = new Map<string, Session>()

  get all(): readonly Session[] {
    return [...this.#sessions.values()]
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id)
  }

  /** The session that asks; one whose relay came back is the one that it was. */
  open(relay: RelaySide, request: LeaseRequest): { readonly session: Session; readonly isNew: boolean } {
    const known = this.#sessions.get(request.session)
    const session = known ?? new Session(request.session, relay, request)
    session.relay = relay
    session.editor = request.editor
    session.roots = request.roots
    this.#sessions.set(session.id, session)
    return { session, isNew: known === undefined }
  }

  /** Forgets a session of this relay; undefined when it has none of that name (any more). */
  close(relay: RelaySide, id: string): Session | undefined {
    const session = this.#sessions.get(id)
    if (session?.relay !== relay) return undefined
    this.#sessions.delete(id)
    return session
  }

  ofRelay(relay: RelaySide): readonly Session[] {
    return this.all.filter(session => session.relay === relay)
  }

  ofSlot(slot: string): readonly Session[] {
    return this.all.filter(session => session.slot === slot)
  }

  standing(slot: string): SessionStanding {
    const sessions = this.ofSlot(slot)
    if (sessions.length === 0) return nobody
    return { list: sessions.map(each => each.describe()), isQuiet: sessions.every(each => each.isQuiet) }
  }
}
