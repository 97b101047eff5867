import { isCrash, isSuccess, type JobEnd } from './job-end.js'
import type { JobRules, JobState, KeepAlive, StartReason } from './job-state.js'

export type JobEvent =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'kickstarted'; readonly kill: boolean }
  | { readonly kind: 'spawned'; readonly pid: number }
  | { readonly kind: 'ended'; readonly end: JobEnd }
  | { readonly kind: 'booted-out' }
  | { readonly kind: 'time-passed' }
  | { readonly kind: 'nondemand-deferred'; readonly defers: boolean }

export type JobAction =
  | { readonly kind: 'spawn' }
  | { readonly kind: 'signal'; readonly signal: 'SIGTERM' | 'SIGKILL' }
  /** SIGTERM to what is left of the process group that this process led. */
  | { readonly kind: 'end-group'; readonly pid: number }

export interface JobStep {
  readonly state: JobState
  readonly actions: readonly JobAction[]
}

/** What launchd does with a job when something happens: the next state, and what is to be done now. */
export function stepJob(state: JobState, event: JobEvent, nowMs: number): JobStep {
  const { rules, phase } = state
  switch (event.kind) {
    case 'loaded':
      return startsAtLoad(rules) ? ask(state, 'load', nowMs) : rest(state, nowMs)
    case 'kickstarted':
      return kickstart(state, event.kill, nowMs)
    case 'spawned':
      return phase.kind === 'starting'
        ? stay({ ...state, phase: { kind: 'running', pid: event.pid } })
        : stay(state)
    case 'ended':
      return end(state, event.end, nowMs)
    case 'booted-out':
      return bootOut(state, nowMs)
    case 'time-passed':
      return passTime(state, nowMs)
    case 'nondemand-deferred': {
      const next = { ...state, defersNondemand: event.defers }
      if (event.defers || state.pended === null || phase.kind !== 'idle') return stay(next)
      return ask(next, state.pended, nowMs)
    }
    default:
      return event satisfies never
  }
}

/** When `time-passed` is to be told; null: nothing waits for a time. */
export function dueAtMs({ phase }: JobState): number | null {
  if (phase.kind === 'idle') return phase.intervalDueAtMs
  if (phase.kind === 'scheduled') return phase.atMs
  return phase.kind === 'stopping' ? phase.killAtMs : null
}

/** launchd.plist(5): SuccessfulExit and Crashed imply RunAtLoad, for there must be an exit to judge. */
function startsAtLoad({ runsAtLoad, keepAlive }: JobRules): boolean {
  return runsAtLoad || (typeof keepAlive === 'boolean' ? keepAlive : Object.keys(keepAlive).length > 0)
}

/** A start, now or when the throttle allows it, unless nobody demanded it and such starts are put off. */
function ask(state: JobState, reason: StartReason, nowMs: number): JobStep {
  if (state.defersNondemand && reason !== 'demand') return rest({ ...state, pended: reason }, nowMs)
  const earliestMs = state.startedAtMs === null ? nowMs : state.startedAtMs + state.rules.throttleMs
  if (nowMs >= earliestMs) return start(state, reason, nowMs)
  return stay({ ...state, phase: { kind: 'scheduled', atMs: earliestMs, reason } })
}

function start(state: JobState, reason: StartReason, nowMs: number): JobStep {
  const started = {
    ...state,
    phase: { kind: 'starting' },
    runs: state.runs + 1,
    startedAtMs: nowMs,
    startReason: reason,
    pended: null,
  } as const
  return { state: started, actions: [{ kind: 'spawn' }] }
}

function kickstart(state: JobState, kill: boolean, nowMs: number): JobStep {
  const { phase } = state
  if (phase.kind === 'idle' || phase.kind === 'scheduled')
    return kill ? start(state, 'demand', nowMs) : ask(state, 'demand', nowMs)
  if (phase.kind === 'running' && kill) return stop(state, phase.pid, 'start', nowMs)
  return stay(state)
}

function stop(state: JobState, pid: number, next: 'start' | 'unload', nowMs: number): JobStep {
  const killAtMs = nowMs + state.rules.exitTimeOutMs
  return {
    state: { ...state, phase: { kind: 'stopping', pid, killAtMs, next } },
    actions: [{ kind: 'signal', signal: 'SIGTERM' }],
  }
}

function end(state: JobState, jobEnd: JobEnd, nowMs: number): JobStep {
  const { phase, rules } = state
  if (phase.kind !== 'starting' && phase.kind !== 'running' && phase.kind !== 'stopping') return stay(state)
  const next = after({ ...state, lastEnd: jobEnd }, jobEnd, nowMs)
  if (rules.abandonsGroup || phase.kind === 'starting') return next
  return { state: next.state, actions: [{ kind: 'end-group', pid: phase.pid }, ...next.actions] }
}

/** What follows the end of a process. A stop that was asked for wins over any rule that keeps it alive. */
function after(state: JobState, jobEnd: JobEnd, nowMs: number): JobStep {
  if (state.phase.kind === 'stopping')
    return state.phase.next === 'unload' ? unload(state) : start(state, 'demand', nowMs)
  return isKeptAlive(state.rules.keepAlive, jobEnd) ? ask(state, 'keep-alive', nowMs) : rest(state, nowMs)
}

function isKeptAlive(keepAlive: KeepAlive, jobEnd: JobEnd): boolean {
  if (typeof keepAlive === 'boolean') return keepAlive
  return keepAlive.SuccessfulExit === isSuccess(jobEnd) || keepAlive.Crashed === isCrash(jobEnd)
}

function bootOut(state: JobState, nowMs: number): JobStep {
  const { phase } = state
  if (phase.kind === 'running') return stop(state, phase.pid, 'unload', nowMs)
  if (phase.kind === 'stopping') return stay({ ...state, phase: { ...phase, next: 'unload' } })
  return unload(state)
}

function unload(state: JobState): JobStep {
  return stay({ ...state, phase: { kind: 'unloaded' } })
}

function passTime(state: JobState, nowMs: number): JobStep {
  const due = dueAtMs(state)
  if (due === null || nowMs < due) return stay(state)
  if (state.phase.kind === 'scheduled') return ask(state, state.phase.reason, nowMs)
  if (state.phase.kind !== 'stopping') return ask(state, 'interval', nowMs)
  return {
    state: { ...state, phase: { ...state.phase, killAtMs: null } },
    actions: [{ kind: 'signal', signal: 'SIGKILL' }],
  }
}

/** Nothing runs; StartInterval counts from here. */
function rest(state: JobState, nowMs: number): JobStep {
  const { intervalMs } = state.rules
  return stay({
    ...state,
    phase: { kind: 'idle', intervalDueAtMs: intervalMs === null ? null : nowMs + intervalMs },
  })
}

function stay(state: JobState): JobStep {
  return { state, actions: [] }
}
