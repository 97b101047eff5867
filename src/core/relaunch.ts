import type { InstanceState, ProcessEnd, RestartReason } from './instance-state.js'
import { backoffDelayMs, type RestartPolicy } from './restart-policy.js'
import { type Decision, type InstancePolicy, isResting, launch, unchanged } from './steps.js'

/** What follows the end of the current generation: rest, a launch, a wait before one, or the open breaker. */
export function afterEnd(
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
