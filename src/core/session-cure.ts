import type { Judgement } from './judge.js'

/** What was done for one session so far. Times are monotonic milliseconds. */
export interface SessionCureState {
  /** When it was last found to hang; null when it never was, or has been well for long enough since. */
  readonly hungAtMs: number | null
  /** Since when it has waited for a child of gopls without a break. */
  readonly waitsSinceMs: number | null
  /** Whether that was told. */
  readonly told: boolean
}

export type SessionCureAction =
  | { readonly kind: 'none' }
  /** A fresh connection to the same process. */
  | { readonly kind: 'reconnect' }
  /** A dry run: what would have been done, and was not. */
  | { readonly kind: 'would-reconnect' }
  | { readonly kind: 'replace'; readonly cause: 'hang' | 'cpu' }
  /** To the person at the editor, who alone can do something about a child that does nothing. */
  | { readonly kind: 'tell'; readonly waitedMs: number }

export interface SessionCurePolicy {
  /** A session that was well for this long begins anew. */
  readonly windowMs: number
  readonly dryRun: boolean
}

export interface SessionCure {
  readonly state: SessionCureState
  readonly action: SessionCureAction
}

export const noCure: SessionCureState = { hungAtMs: null, waitsSinceMs: null, told: false }

/** gopls may load packages for long; after this the person typing should know what it waits for. */
export const tellAfterMs = 2 * 60_000

/**
 * The smallest cure for one session: a connection of its own first, another process only when that was none.
 * Nobody is killed for a child that does nothing: the next gopls would wait in the same way.
 */
export function cureSession(
  state: SessionCureState,
  { verdict, cause }: Pick<Judgement, 'verdict' | 'cause'>,
  nowMs: number,
  policy: SessionCurePolicy,
): SessionCure {
  if (verdict === 'waiting-on-child') return wait(state, nowMs)
  const isUnclear = verdict === 'suspect' || verdict === 'unknown'
  const awake = isUnclear ? state : { ...state, waitsSinceMs: null, told: false }
  if (verdict !== 'hung') return { state: forgive(awake, nowMs, policy), action: { kind: 'none' } }
  if (cause === 'cpu') return { state: { ...awake, hungAtMs: nowMs }, action: { kind: 'replace', cause } }
  return cureHang(forgive(awake, nowMs, policy), nowMs, policy)
}

function wait(state: SessionCureState, nowMs: number): SessionCure {
  const waitsSinceMs = state.waitsSinceMs ?? nowMs
  const waitedMs = nowMs - waitsSinceMs
  if (state.told || waitedMs < tellAfterMs)
    return { state: { ...state, waitsSinceMs }, action: { kind: 'none' } }
  return { state: { ...state, waitsSinceMs, told: true }, action: { kind: 'tell', waitedMs } }
}

function cureHang(state: SessionCureState, nowMs: number, { dryRun }: SessionCurePolicy): SessionCure {
  const hung = { ...state, hungAtMs: nowMs }
  if (dryRun) return { state: hung, action: { kind: state.hungAtMs === null ? 'would-reconnect' : 'none' } }
  return {
    state: hung,
    action: state.hungAtMs === null ? { kind: 'reconnect' } : { kind: 'replace', cause: 'hang' },
  }
}

function forgive(state: SessionCureState, nowMs: number, { windowMs }: SessionCurePolicy): SessionCureState {
  const isLongAgo = state.hungAtMs !== null && nowMs - state.hungAtMs >= windowMs
  return isLongAgo ? { ...state, hungAtMs: null } : state
}
