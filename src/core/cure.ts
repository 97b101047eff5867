import type { InstanceEvent, InstanceState, RestartReason, SuccessionReason } from './instance-state.js'
import { type Decision, type InstancePolicy, terminate, unchanged } from './steps.js'

/** The smallest cure for what the judge found: SIGCONT for one that is stopped, a replacement for one that hangs. */
export function afterVerdict(
  state: InstanceState,
  { verdict, cause }: Extract<InstanceEvent, { kind: 'judged' }>,
  policy: InstancePolicy,
): Decision {
  const { phase } = state
  if (phase.kind !== 'ready') return unchanged(state)
  if (verdict === 'hung') return replace(state, cause ?? 'hang', policy)
  if (verdict === 'stopped')
    return phase.resumes < maxResumes ? resume(state, phase, policy) : replace(state, 'hang', policy)
  const isRunning = verdict !== 'unknown' && verdict !== 'gone'
  return isRunning && phase.resumes > 0
    ? unchanged({ ...state, phase: { ...phase, resumes: 0 } })
    : unchanged(state)
}

/** Whoever stops it again and again means it; after this many SIGCONTs a process that stays stopped is replaced. */
const maxResumes = 3

function resume(
  state: InstanceState,
  phase: Extract<InstanceState['phase'], { kind: 'ready' }>,
  policy: InstancePolicy,
): Decision {
  if (policy.dryRun) return { state, actions: [{ kind: 'announce', notice: { kind: 'would-resume' } }] }
  return {
    state: { ...state, phase: { ...phase, resumes: phase.resumes + 1 } },
    actions: [{ kind: 'resume', generation: state.generation }],
  }
}

/** So much memory waits no longer than this for a moment at which nobody would notice. */
const longestMemoryWaitMs = 60_000

/** A recycle for memory, without a gap or at a quiet moment if that can be, but not of one generation after another. */
export function recycle(
  state: InstanceState,
  { quiet, beside, forMs }: Extract<InstanceEvent, { kind: 'over-memory' }>,
  nowMs: number,
  policy: InstancePolicy,
): Decision {
  if (state.phase.kind !== 'ready') return unchanged(state)
  const { recycledAtMs } = state
  if (recycledAtMs !== null && nowMs - recycledAtMs < policy.restart.windowMs)
    return {
      state,
      actions: [{ kind: 'announce', notice: { kind: 'memory-not-chased', sinceMs: nowMs - recycledAtMs } }],
    }
  if (beside && !policy.dryRun) return succeed(state, 'memory')
  if (!quiet && forMs < longestMemoryWaitMs) return unchanged(state)
  return replace(policy.dryRun ? state : { ...state, recycledAtMs: nowMs }, 'memory', policy)
}

/** Takes over another gopls binary when nobody would notice; none that works is ended for one that does not. */
export function upgrade(
  state: InstanceState,
  { quiet, beside, hasFailed }: Extract<InstanceEvent, { kind: 'outdated' }>,
  policy: InstancePolicy,
): Decision {
  if (state.phase.kind !== 'ready' || hasFailed) return unchanged(state)
  if (beside && !policy.dryRun) return succeed(state, 'upgrade')
  return quiet ? replace(state, 'upgrade', policy) : unchanged(state)
}

function succeed(state: InstanceState, reason: SuccessionReason): Decision {
  return { state, actions: [{ kind: 'succeed', generation: state.generation, reason }] }
}

/** Ends the generation so that another comes; in a dry run only says so. */
export function replace(state: InstanceState, reason: RestartReason, policy: InstancePolicy): Decision {
  if (!policy.dryRun) return terminate(state, reason)
  return { state, actions: [{ kind: 'announce', notice: { kind: 'would-replace', reason } }] }
}
