/** What the watchdog remembers of a daemon that does not answer, from one run to the next. */
export interface WatchState {
  readonly pid: number
  /** Opaque, as in ProcessIdentity. */
  readonly start: string
  /** In a row. */
  readonly misses: number
  readonly firstMissWallMs: number
  readonly lastMissWallMs: number
}

/** What it saw at a miss. */
export interface WatchObservation {
  /** The process that launchd has for the daemon; null while it is not loaded, has none, or ends just now. */
  readonly daemon: { readonly pid: number; readonly start: string } | null
  /** When the computer last woke, where the system tells. */
  readonly wokeAtWallMs: number | null
}

/** `none`: not our business; `wait`: counted; `replace`: it hangs. */
export type WatchAction = 'none' | 'wait' | 'replace'

export interface WatchDecision {
  readonly state: WatchState | undefined
  readonly action: WatchAction
}

export const missesToReplace = 3
/** StartInterval of the watchdog's job. */
const watchIntervalMs = 60_000
/** In Low Power Mode launchd defers the watchdog, too. */
const longestGapMs = 15 * 60_000

/**
 * Whether a daemon that has not answered is to be replaced: after three misses in a row of the same process,
 * without a wake in between, since a computer that just woke answers nobody in time.
 */
export function decideWatch(
  state: WatchState | undefined,
  { daemon, wokeAtWallMs }: WatchObservation,
  nowWallMs: number,
): WatchDecision {
  if (daemon === null) return { state: undefined, action: 'none' }
  const before = state && isContinued(state, daemon, wokeAtWallMs, nowWallMs) ? state : undefined
  const misses = (before?.misses ?? 0) + 1
  if (misses >= missesToReplace) return { state: undefined, action: 'replace' }
  const firstMissWallMs = before?.firstMissWallMs ?? nowWallMs
  return {
    state: { pid: daemon.pid, start: daemon.start, misses, firstMissWallMs, lastMissWallMs: nowWallMs },
    action: 'wait',
  }
}

/**
 * Where nobody tells when the computer woke, a pace that is not the usual one may be a sleep; a very slow one is a
 * clock that was set, or a watchdog that did not run.
 */
function isContinued(
  state: WatchState,
  daemon: { readonly pid: number; readonly start: string },
  wokeAtWallMs: number | null,
  nowWallMs: number,
): boolean {
  const gapMs = nowWallMs - state.lastMissWallMs
  const hasWoken = wokeAtWallMs !== null && wokeAtWallMs >= state.firstMissWallMs
  const isSame = daemon.pid === state.pid && daemon.start === state.start
  const limitMs = wokeAtWallMs === null ? 2 * watchIntervalMs : longestGapMs
  return isSame && !hasWoken && gapMs > 0 && gapMs <= limitMs
}
