import type {
  InstanceAction,
  InstanceState,
  LaunchReason,
  RestartReason,
  SuccessionReason,
} from './instance-state.js'
import type { RestartPolicy } from './restart-policy.js'

export interface InstancePolicy {
  readonly startupTimeoutMs: number
  readonly restart: RestartPolicy
  /** Decide and announce, but signal nothing that nobody asked for by hand. */
  readonly dryRun: boolean
}

export interface Decision {
  readonly state: InstanceState
  readonly actions: readonly InstanceAction[]
}

export function unchanged(state: InstanceState): Decision {
  return { state, actions: [] }
}

/** True while there is no process and none on its way. */
export function isResting(state: InstanceState): boolean {
  const { kind } = state.phase
  return kind === 'stopped' || kind === 'backoff' || kind === 'failed'
}

export function launch(state: InstanceState, reason: LaunchReason, nowMs: number): Decision {
  const generation = state.generation + 1
  const restarts =
    reason === 'start' ? state.restarts : { ...state.restarts, [reason]: state.restarts[reason] + 1 }
  return {
    state: { ...state, generation, restarts, phase: { kind: 'starting', sinceMs: nowMs, overdue: false } },
    actions: [{ kind: 'launch', generation, reason }],
  }
}

export function terminate(state: InstanceState, reason: RestartReason | 'stop'): Decision {
  const readySinceMs = state.phase.kind === 'ready' ? state.phase.sinceMs : undefined
  const next = reason === 'stop' ? { kind: 'rest' as const } : { kind: 'relaunch' as const, reason }
  return {
    state: { ...state, phase: { kind: 'stopping', readySinceMs, next } },
    actions: [{ kind: 'terminate', generation: state.generation, reason }],
  }
}

/** Ends it for good: its successor goes on, and counts the replacement. */
export function giveWay(state: InstanceState, reason: SuccessionReason): Decision {
  const { state: stopping } = terminate(state, 'stop')
  return { state: stopping, actions: [{ kind: 'terminate', generation: state.generation, reason }] }
}
