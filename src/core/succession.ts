import { emptyInstanceState, type InstanceState, type SuccessionReason } from './instance-state.js'

/** How far one gopls is with taking another's place. Times are monotonic milliseconds. */
export type SuccessionState =
  | { readonly kind: 'loading' }
  /** The successor answers, and the sessions were told to move. */
  | { readonly kind: 'moving'; readonly sinceMs: number }

export interface SuccessionFacts {
  /** `stopped`: somebody asked for that. */
  readonly predecessor: 'there' | 'stopped' | 'gone'
  readonly successor: 'starting' | 'ready' | 'gone'
  /** Sessions that are still with the predecessor. */
  readonly remaining: number
  /** Those of them who have said that they stay there. */
  readonly staying: number
  /** Whether one of these found that the successor does not work. */
  readonly hasFailed: boolean
  /** Sessions that the successor has. */
  readonly moved: number
  /** Whether nobody who remains would notice that they are moved by force. */
  readonly quiet: boolean
}

export type SuccessionStep =
  | { readonly kind: 'wait' }
  /** Tell the sessions to move. */
  | { readonly kind: 'move' }
  /** The predecessor is not needed any more. */
  | { readonly kind: 'retire-predecessor' }
  /** The predecessor is gone: its sessions find the successor by themselves. */
  | { readonly kind: 'settle' }
  /** The predecessor goes on. */
  | { readonly kind: 'give-up'; readonly because: SuccessionFailure }

export type SuccessionFailure = 'successor-failed' | 'predecessor-stopped' | 'nobody-moved'

/** A session loads the successor beside its gopls and moves between two requests: all of that within this. */
export const moveLimitMs = 2 * 60_000

/** What to do next while two gopls serve one workspace. */
export function stepSuccession(
  state: SuccessionState,
  { predecessor, successor, remaining, staying, hasFailed, moved, quiet }: SuccessionFacts,
  nowMs: number,
): SuccessionStep {
  if (predecessor === 'gone') return { kind: 'settle' }
  if (predecessor === 'stopped') return { kind: 'give-up', because: 'predecessor-stopped' }
  if (successor === 'gone') return { kind: 'give-up', because: 'successor-failed' }
  if (state.kind === 'loading') return { kind: successor === 'ready' ? 'move' : 'wait' }
  if (remaining === 0) return { kind: 'retire-predecessor' }
  const overdueMs = nowMs - state.sinceMs - moveLimitMs
  if (overdueMs < 0 && staying < remaining) return { kind: 'wait' }
  if (moved === 0) return { kind: 'give-up', because: hasFailed ? 'successor-failed' : 'nobody-moved' }
  // Those who moved are well: the others follow at a quiet moment, and in the end without one.
  return { kind: quiet || overdueMs >= moveLimitMs ? 'retire-predecessor' : 'wait' }
}

/** What a slot begins with that takes another's place: its history, but none of its failures. */
export function succeedingState(
  { generation, restarts, recycledAtMs }: InstanceState,
  reason: SuccessionReason,
  nowMs: number,
): InstanceState {
  return {
    ...emptyInstanceState,
    generation,
    restarts,
    recycledAtMs: reason === 'memory' ? nowMs : recycledAtMs,
  }
}
