/**
 * Who supervises the sessions of a relay: the daemon, while there is one; the relay's own supervisor, where there is
 * none and a session needs a gopls; nobody, in between.
 */
export type LinkState =
  /** Nobody; a connection to the daemon is being tried. */
  | (Search & { readonly kind: 'seeking' })
  /** Nobody; the daemon is tried again after a pause. */
  | (Search & { readonly kind: 'waiting' })
  /** Nobody; the relay's own supervisor is being opened. */
  | (Search & { readonly kind: 'opening' })
  /** Our own; the daemon is tried again after a pause, if ever. */
  | (Search & { readonly kind: 'alone' })
  /** Our own; a connection to the daemon is being tried. */
  | (Search & { readonly kind: 'looking' })
  /** Nobody: our own is being closed. */
  | { readonly kind: 'handing-over'; readonly isDaemonGone: boolean }
  | { readonly kind: 'served' }

interface Search {
  /** Trials without success, in a row. */
  readonly failures: number
  /** So many short pauses are left in which a daemon that was lost may come back. */
  readonly hope: number
  /** This process may not connect to the daemon, and will never try again. */
  readonly isBarred: boolean
}

export type LinkEvent =
  | { readonly kind: 'found' | 'not-found' | 'silent' | 'refused' }
  | { readonly kind: 'pause-over' }
  /** A session waits for a lease. */
  | { readonly kind: 'wanted' }
  | { readonly kind: 'opened' | 'not-opened' | 'own-gone' | 'handed-over' }
  | { readonly kind: 'daemon-gone' }

export type LinkAction =
  | { readonly kind: 'seek' | 'open-own' | 'hand-over' }
  | { readonly kind: 'pause'; readonly pauseMs: number }

export interface LinkStep {
  readonly state: LinkState
  readonly action: LinkAction | null
}

/** A daemon that is restarted listens again within these pauses: 2 s together. */
export const hopefulPausesMs = [50, 150, 300, 500, 1_000] as const
const firstPauseMs = 1_000
const longestPauseMs = 30_000

/** The first step is to seek. */
export const firstState: LinkState = { kind: 'seeking', failures: 0, hope: 0, isBarred: false }

/** What comes of an event; one that does not concern the state leaves it as it is, the same object. */
export function step(state: LinkState, event: LinkEvent, isWanted: boolean): LinkStep {
  switch (state.kind) {
    case 'seeking':
      if (event.kind === 'found') return { state: { kind: 'served' }, action: null }
      if (event.kind === 'refused') return manageWithout({ ...state, hope: 0, isBarred: true }, isWanted)
      if (event.kind === 'not-found') return manageWithout(state, isWanted)
      // Not one that is being restarted.
      if (event.kind === 'silent') return manageWithout({ ...state, hope: 0 }, isWanted)
      break
    case 'waiting':
      if (event.kind === 'pause-over' && !state.isBarred) return seek(state)
      if (isWanted && state.hope === 0) return openOwn(state)
      break
    case 'opening':
      if (event.kind === 'opened') return stayAlone(state)
      if (event.kind === 'not-opened') return wait(state)
      break
    case 'alone':
      if (event.kind === 'pause-over')
        return { state: { ...state, kind: 'looking' }, action: { kind: 'seek' } }
      if (event.kind === 'own-gone') return state.isBarred ? manageWithout(state, isWanted) : seek(state)
      break
    case 'looking':
      if (event.kind === 'found')
        return { state: { kind: 'handing-over', isDaemonGone: false }, action: { kind: 'hand-over' } }
      if (event.kind === 'refused') return stayAlone({ ...state, isBarred: true })
      if (event.kind === 'not-found' || event.kind === 'silent') return stayAlone(state)
      if (event.kind === 'own-gone') return { state: { ...state, kind: 'seeking' }, action: null }
      break
    case 'handing-over':
      if (event.kind === 'daemon-gone') return { state: { ...state, isDaemonGone: true }, action: null }
      if (event.kind === 'handed-over')
        return state.isDaemonGone ? seek(newlyLost) : { state: { kind: 'served' }, action: null }
      break
    case 'served':
      if (event.kind === 'daemon-gone') return seek(newlyLost)
      break
    default:
      return state satisfies never
  }
  return { state, action: null }
}

const newlyLost: Search = { failures: 0, hope: hopefulPausesMs.length, isBarred: false }

function manageWithout(search: Search, isWanted: boolean): LinkStep {
  return isWanted && search.hope === 0 ? openOwn(search) : wait(search)
}

function seek(search: Search): LinkStep {
  return { state: { ...search, kind: 'seeking' }, action: { kind: 'seek' } }
}

function openOwn(search: Search): LinkStep {
  return { state: { ...search, kind: 'opening' }, action: { kind: 'open-own' } }
}

function wait(search: Search): LinkStep {
  return { state: { ...next(search), kind: 'waiting' }, action: pause(search) }
}

function stayAlone(search: Search): LinkStep {
  return { state: { ...next(search), kind: 'alone' }, action: search.isBarred ? null : pause(search) }
}

function next({ failures, hope, isBarred }: Search): Search {
  return hope > 0 ? { failures, hope: hope - 1, isBarred } : { failures: failures + 1, hope, isBarred }
}

function pause({ failures, hope }: Search): LinkAction {
  const hopefulMs = hope > 0 ? hopefulPausesMs.at(-hope) : undefined
  return { kind: 'pause', pauseMs: hopefulMs ?? Math.min(firstPauseMs * 2 ** failures, longestPauseMs) }
}
