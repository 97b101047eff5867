import type { JobEnd } from './job-end.js'

export interface JobState {
  readonly rules: JobRules
  readonly phase: JobPhase
  readonly runs: number
  /** The last start; null before the first. */
  readonly startedAtMs: number | null
  readonly startReason: StartReason | null
  readonly lastEnd: JobEnd | null
  /** Whether launchd puts off, for now, what nobody demanded: Low Power Mode, load, login, SSH. */
  readonly defersNondemand: boolean
  /** The start that was put off. */
  readonly pended: StartReason | null
}

export type JobPhase =
  | { readonly kind: 'idle'; readonly intervalDueAtMs: number | null }
  | { readonly kind: 'scheduled'; readonly atMs: number; readonly reason: StartReason }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly pid: number }
  | {
      readonly kind: 'stopping'
      readonly pid: number
      /** Null once it was sent. */
      readonly killAtMs: number | null
      readonly next: 'start' | 'unload'
    }
  | { readonly kind: 'unloaded' }

/** What a job's definition says about its starts and its end. Times in milliseconds. */
export interface JobRules {
  readonly runsAtLoad: boolean
  readonly keepAlive: KeepAlive
  readonly intervalMs: number | null
  /** Between two starts. */
  readonly throttleMs: number
  /** From SIGTERM to SIGKILL. */
  readonly exitTimeOutMs: number
  readonly abandonsGroup: boolean
}

/** The conditions are ORed: one that holds is enough. */
export type KeepAlive = boolean | { readonly SuccessfulExit?: boolean; readonly Crashed?: boolean }

/** Only `demand`, which is kickstart, is never put off. */
export type StartReason = 'load' | 'keep-alive' | 'interval' | 'demand'

export function createJobState(rules: JobRules, defersNondemand: boolean): JobState {
  return {
    rules,
    phase: { kind: 'idle', intervalDueAtMs: null },
    runs: 0,
    startedAtMs: null,
    startReason: null,
    lastEnd: null,
    defersNondemand,
    pended: null,
  }
}
