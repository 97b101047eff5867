import type { ConnectedRelay, RelayHost } from '../control/relay-guest.js'
import type { SessionNote } from '../control/supervision.js'
import type { EventKind } from './event-log.js'
import type { LeaseDesk } from './lease-desk.js'
import type { Session } from './session.js'
import type { SessionBook } from './session-book.js'
import type { Successions } from './successions.js'
import type { ToldErrors } from './told-errors.js'

export interface RelayHostingDependencies {
  readonly desk: LeaseDesk
  readonly book: SessionBook
  readonly toldErrors: ToldErrors
  readonly successions: Pick<Successions, 'moved' | 'stayed'>
  readonly lookSoon: () => void
  readonly emit: (
    kind: EventKind,
    data: Readonly<Record<string, unknown>>,
    of?: { readonly instance?: string; readonly generation?: number },
  ) => void
}

/** The supervisor's side of one relay: its sessions come, tell and go. */
export function hostRelay(
  { side }: Pick<ConnectedRelay, 'side'>,
  { desk, book, toldErrors, successions, lookSoon, emit }: RelayHostingDependencies,
): RelayHost {
  const close = ({ id, slot }: Session): void => {
    if (!book.close(side, id)) return
    toldErrors.forget(id)
    emit('session.closed', { session: id }, slot === null ? {} : { instance: slot })
    // Whoever waits for a gopls in its name waits no longer.
    desk.changed()
  }
  return {
    lease: (request, signal) => desk.lease(side, request, signal),
    raiseDoubt: () => lookSoon(),
    note: (id, note) => {
      const session = book.get(id)
      if (session?.relay !== side) return
      if (note.kind === 'told-error') toldErrors.note(id, note.code)
      if (note.kind === 'loaded') toldErrors.forget(id)
      if (note.kind === 'moved') successions.moved(session, note.to)
      if (note.kind === 'not-moved') successions.stayed(session, note.to, note.reason)
      const { kind, ...data } = note
      emit(eventOf[kind], { session: id, ...data }, session.granted ?? {})
    },
    release: id => {
      const session = book.get(id)
      if (session) close(session)
    },
    gone: () => book.ofRelay(side).forEach(close),
  }
}

const eventOf = {
  replayed: 'session.replayed',
  moved: 'session.moved',
  'not-moved': 'session.not-moved',
  'suspect-request': 'session.suspect-request',
  'answered-for-editor': 'session.answered-for-editor',
  'told-error': 'session.told-error',
  loaded: 'session.loaded',
  requests: 'session.requests',
} as const satisfies Record<SessionNote['kind'], EventKind>
