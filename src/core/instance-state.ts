import type { Verdict } from './verdict.js'

/** Why a running gopls is replaced; the closed set of the `restarts` counters. */
export const restartReasons = ['crash', 'hang', 'memory', 'cpu', 'upgrade', 'manual'] as const
export type RestartReason = (typeof restartReasons)[number]

/** `start` is a launch that replaces nothing that failed: the first one, or after an idle end. */
export type LaunchReason = RestartReason | 'start'

/** For what another gopls may be loaded beside the one that it replaces. */
export type SuccessionReason = Extract<RestartReason, 'memory' | 'upgrade'>

/** How a process ended, as far as anybody could see. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }
  /** Not our child (adopted): it is gone, and nobody saw its exit code. */
  | { readonly kind: 'unobserved' }
  /** gopls ended itself because no client was connected for `-listen.timeout`. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'not-started'; readonly detail: string }
  /** SIGKILL was sent and it is still there (a process in an uninterruptible wait). */
  | { readonly kind: 'unkillable' }

export type Phase =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly sinceMs: number; readonly overdue: boolean }
  /** `resumes` counts the SIGCONTs since it was last seen running. */
  | { readonly kind: 'ready'; readonly sinceMs: number; readonly resumes: number }
  | { readonly kind: 'stopping'; readonly readySinceMs: number | undefined; readonly next: AfterStop }
  | { readonly kind: 'backoff'; readonly untilMs: number; readonly reason: RestartReason }
  | { readonly kind: 'failed'; readonly untilMs: number; readonly reason: RestartReason }

export type AfterStop =
  | { readonly kind: 'rest' }
  | { readonly kind: 'relaunch'; readonly reason: RestartReason }

/** Everything that decides about one slot. Times are monotonic milliseconds of this boot. */
export interface InstanceState {
  /** Counts the launches of this slot; 0 before the first. */
  readonly generation: number
  readonly phase: Phase
  /** Generations in a row that ended without having stayed ready for the policy's window. */
  readonly streak: number
  /** When this slot was last recycled for its memory; null when it never was. */
  readonly recycledAtMs: number | null
  readonly restarts: Readonly<Record<RestartReason, number>>
}

export type InstanceEvent =
  | { readonly kind: 'start-asked' }
  | { readonly kind: 'stop-asked' }
  | { readonly kind: 'restart-asked' }
  /** It is to take the place of another. */
  | { readonly kind: 'succession-asked'; readonly reason: SuccessionReason }
  /** Another has taken its place. */
  | { readonly kind: 'succeeded'; readonly reason: SuccessionReason }
  /** Another gopls binary is in place: worth a try at once. */
  | { readonly kind: 'gopls-changed' }
  | { readonly kind: 'became-ready'; readonly generation: number }
  /** While it starts, it is stopped or in a debugger, or we ourselves were not there: its time begins again. */
  | { readonly kind: 'start-held-up'; readonly generation: number; readonly stopped: boolean }
  /** `roll` is a random number in [0, 1) for the back-off's jitter. */
  | { readonly kind: 'ended'; readonly generation: number; readonly end: ProcessEnd; readonly roll: number }
  | {
      readonly kind: 'judged'
      readonly generation: number
      readonly verdict: Verdict
      /** What a replacement for `hung` is counted as. */
      readonly cause: 'hang' | 'cpu' | null
    }
  /** A session of an editor hangs, and a connection of its own was no cure. */
  | { readonly kind: 'session-hung'; readonly generation: number; readonly cause: 'hang' | 'cpu' }
  /** Memory was over the limit for as many looks in a row as the settings say; `forMs` since the first of them. */
  | {
      readonly kind: 'over-memory'
      readonly generation: number
      readonly quiet: boolean
      readonly beside: boolean
      readonly forMs: number
    }
  /**
   * It runs another gopls than the one in place now; `quiet` when nobody would notice a replacement, `beside` when a
   * successor can be loaded while this one goes on, or is; `hasFailed` when the one in place was seen to fail in that.
   */
  | {
      readonly kind: 'outdated'
      readonly generation: number
      readonly quiet: boolean
      readonly beside: boolean
      readonly hasFailed: boolean
    }
  | { readonly kind: 'time-passed' }

export type InstanceAction =
  | { readonly kind: 'launch'; readonly generation: number; readonly reason: LaunchReason }
  | { readonly kind: 'terminate'; readonly generation: number; readonly reason: RestartReason | 'stop' }
  /** A successor beside it, unless there is one; it goes on until its sessions have moved. */
  | { readonly kind: 'succeed'; readonly generation: number; readonly reason: SuccessionReason }
  /** SIGCONT, and another look soon. */
  | { readonly kind: 'resume'; readonly generation: number }
  | { readonly kind: 'announce'; readonly notice: Notice }

/** What the decision wants to be told to the log, the events and the metrics. */
export type Notice =
  | { readonly kind: 'ready'; readonly generation: number }
  | { readonly kind: 'ended'; readonly generation: number; readonly end: ProcessEnd; readonly streak: number }
  | { readonly kind: 'relaunch-scheduled'; readonly delayMs: number; readonly reason: RestartReason }
  | { readonly kind: 'breaker-opened'; readonly streak: number; readonly cooldownMs: number }
  | { readonly kind: 'breaker-closed' }
  /** A dry run: what would have been done, and was not. */
  | { readonly kind: 'would-replace'; readonly reason: RestartReason }
  | { readonly kind: 'would-resume' }
  /** The generation before was recycled for the same reason a moment ago: chasing it would help nobody. */
  | { readonly kind: 'memory-not-chased'; readonly sinceMs: number }

export const emptyInstanceState: InstanceState = {
  generation: 0,
  phase: { kind: 'stopped' },
  streak: 0,
  recycledAtMs: null,
  restarts: { crash: 0, hang: 0, memory: 0, cpu: 0, upgrade: 0, manual: 0 },
}
