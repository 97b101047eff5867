import { afterVerdict, recycle, replace, upgrade } from './cure.js'
import type { InstanceEvent, InstanceState } from './instance-state.js'
import { afterEnd } from './relaunch.js'
import type { RestartPolicy } from './restart-policy.js'
import {
  type Decision,
  giveWay,
  type InstancePolicy,
  isResting,
  launch,
  terminate,
  unchanged,
} from './steps.js'

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
    case 'succession-asked':
      return isResting(state) ? launch(state, event.reason, nowMs) : unchanged(state)
    case 'succeeded':
      return state.phase.kind === 'ready' ? giveWay(state, event.reason) : stop(state)
    case 'gopls-changed':
      return retryWithOtherGopls(state, nowMs)
    case 'became-ready':
      return becomeReady(state, event.generation, nowMs)
    case 'start-held-up':
      return event.generation === state.generation
        ? postponeStart(state, event.stopped, nowMs, policy)
        : unchanged(state)
    case 'ended':
      return event.generation === state.generation
        ? afterEnd(state, event.end, event.roll, nowMs, policy)
        : unchanged(state)
    case 'judged':
      return event.generation === state.generation ? afterVerdict(state, event, policy) : unchanged(state)
    case 'session-hung':
      return event.generation === state.generation && state.phase.kind === 'ready'
        ? replace(state, event.cause, policy)
        : unchanged(state)
    case 'over-memory':
      return event.generation === state.generation ? recycle(state, event, nowMs, policy) : unchanged(state)
    case 'outdated':
      return event.generation === state.generation ? upgrade(state, event, policy) : unchanged(state)
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
    state: { ...state, phase: { kind: 'ready', sinceMs: nowMs, resumes: 0 } },
    actions: [{ kind: 'announce', notice: { kind: 'ready', generation } }],
  }
}

function postponeStart(
  state: InstanceState,
  stopped: boolean,
  nowMs: number,
  policy: InstancePolicy,
): Decision {
  const { phase, generation } = state
  if (phase.kind !== 'starting') return unchanged(state)
  const resumes = stopped && !policy.dryRun
  return {
    state: { ...state, phase: { ...phase, sinceMs: nowMs, overdue: false } },
    actions: resumes ? [{ kind: 'resume', generation }] : [],
  }
}

/** A timer may be this late on a busy computer. */
const maxLateMs = 1_000

function afterTime(state: InstanceState, nowMs: number, policy: InstancePolicy): Decision {
  const dueMs = nextDeadlineMs(state, policy)
  if (dueMs === undefined || nowMs < dueMs) return unchanged(state)
  const { phase } = state
  switch (phase.kind) {
    case 'starting':
      // So late a timer was asleep, as gopls was, or guardian was held up: the wait begins again.
      if (nowMs - dueMs > maxLateMs) return unchanged({ ...state, phase: { ...phase, sinceMs: nowMs } })
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
