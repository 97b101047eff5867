import type {
  InstanceAction,
  InstanceEvent,
  InstanceState,
  LaunchReason,
  ProcessEnd,
  RestartReason,
} from './instance-state.js'
import { backoffDelayMs, type RestartPolicy } from './restart-policy.js'
import type { Verdict } from './verdict.js'

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

/**
 * The one place where it is decided what happens to an instance next.
 * Pure: the same state, event, time and policy always give the same decision.
 */
export function decide(
  state: InstanceState,
  event: InstanceEvent,
  nowMs: number,
  policy: InstancePolicy,
): Decision {
  switch (event.kind) {
    case 'start-asked':
      return isResting(state) ? launch(state, 'start', nowMs) : unchanged(state)
    case 'stop-asked':
      return stop(state)
    case 'restart-asked':
      return restart(state, nowMs)
    case 'gopls-changed':
      return retryWithOtherGopls(state, nowMs)
    case 'became-ready':
      return becomeReady(state, event.generation, nowMs)
    case 'ended':
      return event.generation === state.generation
        ? afterEnd(state, event.end, event.roll, nowMs, policy)
        : unchanged(state)
    case 'judged':
      return event.generation === state.generation
        ? afterVerdict(state, event.verdict, policy)
        : unchanged(state)
    case 'time-passed':
      return afterTime(state, nowMs, policy)
    default:
      return event satisfies never
  }
}

/** When `time-passed` has something to do for this state; undefined when nothing is due. */
export function nextDeadlineMs(state: InstanceState, policy: InstancePolicy): number | undefined {
  const { phase } = state
  switch (phase.kind) {
    case 'starting':
      return phase.overdue ? undefined : phase.sinceMs + policy.startupTimeoutMs
    case 'ready':
      return state.streak > 0 ? phase.sinceMs + policy.restart.windowMs : undefined
    case 'backoff':
    case 'failed':
      return phase.untilMs
    case 'stopping':
    case 'stopped':
      return undefined
    default:
      return phase satisfies never
  }
}

/** `half-open`: the cool-down is over and this generation is the trial. */
export function breakerState(state: InstanceState, policy: RestartPolicy): 'closed' | 'open' | 'half-open' {
  if (state.phase.kind === 'failed') return 'open'
  return state.streak >= policy.maxFailures ? 'half-open' : 'closed'
}

function isResting(state: InstanceState): boolean {
  const { kind } = state.phase
  return kind === 'stopped' || kind === 'backoff' || kind === 'failed'
}

function unchanged(state: InstanceState): Decision {
  return { state, actions: [] }
}

function launch(state: InstanceState, reason: LaunchReason, nowMs: number): Decision {
  const generation = state.generation + 1
  const restarts =
    reason === 'start' ? state.restarts : { ...state.restarts, [reason]: state.restarts[reason] + 1 }
  return {
    state: { ...state, generation, restarts, phase: { kind: 'starting', sinceMs: nowMs, overdue: false } },
    actions: [{ kind: 'launch', generation, reason }],
  }
}

function terminate(state: InstanceState, reason: RestartReason | 'stop'): Decision {
  const readySinceMs = state.phase.kind === 'ready' ? state.phase.sinceMs : undefined
  const next = reason === 'stop' ? { kind: 'rest' as const } : { kind: 'relaunch' as const, reason }
  return {
    state: { ...state, phase: { kind: 'stopping', readySinceMs, next } },
    actions: [{ kind: 'terminate', generation: state.generation, reason }],
  }
}

function stop(state: InstanceState): Decision {
  const { phase } = state
  if (isResting(state)) return unchanged({ ...state, phase: { kind: 'stopped' } })
  // A stop wins over a restart that is under way.
  if (phase.kind === 'stopping') return unchanged({ ...state, phase: { ...phase, next: { kind: 'rest' } } })
  return terminate(state, 'stop')
}

function restart(state: InstanceState, nowMs: number): Decision {
  if (isResting(state)) return launch(state, 'manual', nowMs)
  return state.phase.kind === 'stopping' ? unchanged(state) : terminate(state, 'manual')
}

function retryWithOtherGopls(state: InstanceState, nowMs: number): Decision {
  const waits = state.phase.kind === 'backoff' || state.phase.kind === 'failed'
  return waits ? launch({ ...state, streak: 0 }, 'upgrade', nowMs) : unchanged(state)
}

function becomeReady(state: InstanceState, generation: number, nowMs: number): Decision {
  if (generation !== state.generation || state.phase.kind !== 'starting') return unchanged(state)
  return {
    state: { ...state, phase: { kind: 'ready', sinceMs: nowMs } },
    actions: [{ kind: 'announce', notice: { kind: 'ready', generation } }],
  }
}

function afterEnd(
  state: InstanceState,
  end: ProcessEnd,
  roll: number,
  nowMs: number,
  policy: InstancePolicy,
): Decision {
  const { phase } = state
  if (isResting(state)) return unchanged(state)
  const ended = (decision: Decision): Decision => ({
    state: decision.state,
    actions: [
      {
        kind: 'announce',
        notice: { kind: 'ended', generation: state.generation, end, streak: decision.state.streak },
      },
      ...decision.actions,
    ],
  })
  if (phase.kind === 'stopping') {
    if (phase.next.kind === 'rest') return ended(unchanged({ ...state, phase: { kind: 'stopped' } }))
    if (isPlanned(phase.next.reason)) return ended(launch(state, phase.next.reason, nowMs))
    return ended(afterFailure(state, phase.next.reason, phase.readySinceMs, roll, nowMs, policy.restart))
  }
  if (end.kind === 'idle') return ended(launch(state, 'start', nowMs))
  const readySinceMs = phase.kind === 'ready' ? phase.sinceMs : undefined
  return ended(afterFailure(state, 'crash', readySinceMs, roll, nowMs, policy.restart))
}

function isPlanned(reason: RestartReason): boolean {
  return reason === 'manual' || reason === 'upgrade' || reason === 'memory'
}

function afterFailure(
  state: InstanceState,
  reason: RestartReason,
  readySinceMs: number | undefined,
  roll: number,
  nowMs: number,
  policy: RestartPolicy,
): Decision {
  const lived = readySinceMs !== undefined && nowMs - readySinceMs >= policy.windowMs
  const streak = lived ? 0 : state.streak + 1
  const counted = { ...state, streak }
  if (streak >= policy.maxFailures) {
    const untilMs = nowMs + policy.cooldownMs
    return {
      state: { ...counted, phase: { kind: 'failed', untilMs, reason } },
      actions: [
        { kind: 'announce', notice: { kind: 'breaker-opened', streak, cooldownMs: policy.cooldownMs } },
      ],
    }
  }
  const delayMs = backoffDelayMs(streak, policy, roll)
  if (delayMs === 0) return launch(counted, reason, nowMs)
  return {
    state: { ...counted, phase: { kind: 'backoff', untilMs: nowMs + delayMs, reason } },
    actions: [{ kind: 'announce', notice: { kind: 'relaunch-scheduled', delayMs, reason } }],
  }
}

function afterVerdict(state: InstanceState, verdict: Verdict, policy: InstancePolicy): Decision {
  if (state.phase.kind !== 'ready') return unchanged(state)
  return verdict === 'hung' || verdict === 'stopped' ? replace(state, 'hang', policy) : unchanged(state)
}

function replace(state: InstanceState, reason: RestartReason, policy: InstancePolicy): Decision {
  if (!policy.dryRun) return terminate(state, reason)
  return { state, actions: [{ kind: 'announce', notice: { kind: 'would-replace', reason } }] }
}

function afterTime(state: InstanceState, nowMs: number, policy: InstancePolicy): Decision {
  const dueMs = nextDeadlineMs(state, policy)
  if (dueMs === undefined || nowMs < dueMs) return unchanged(state)
  const { phase } = state
  switch (phase.kind) {
    case 'starting':
      // Alive, and yet it never answered: the same cure as for one that stopped answering.
      return replace({ ...state, phase: { ...phase, overdue: true } }, 'hang', policy)
    case 'ready':
      return closeBreaker(state, policy.restart)
    case 'backoff':
    case 'failed':
      return launch(state, phase.reason, nowMs)
    case 'stopping':
    case 'stopped':
      return unchanged(state)
    default:
      return phase satisfies never
  }
}

function closeBreaker(state: InstanceState, policy: RestartPolicy): Decision {
  const wasTrial = breakerState(state, policy) === 'half-open'
  return {
    state: { ...state, streak: 0 },
    actions: wasTrial ? [{ kind: 'announce', notice: { kind: 'breaker-closed' } }] : [],
  }
}
