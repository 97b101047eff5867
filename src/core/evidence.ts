/** What a process is doing, in words shared by Linux and macOS. */
export type ProcessState =
  | 'running'
  | 'sleeping'
  | 'uninterruptible'
  | 'stopped'
  | 'traced'
  | 'zombie'
  | 'other'

/** What one look saw of one instance. */
export interface Observation {
  readonly atMs: number
  /** True when we ourselves stalled, slept or were stopped since the look before: we saw nothing reliable. */
  readonly observerStalled: boolean
  readonly process: ProcessState | 'absent'
  readonly traced: boolean
  /** `none`: not asked this time, or our own fault (no file descriptors, for example). */
  readonly probe: 'answered' | 'failed' | 'none'
}

/** What the looks at one generation add up to; starts empty with each generation. */
export interface Evidence {
  readonly last: Observation | undefined
  readonly lastAnswerAtMs: number | undefined
  readonly failuresInRow: number
}

export const noEvidence: Evidence = { last: undefined, lastAnswerAtMs: undefined, failuresInRow: 0 }

/**
 * Adds one observation. After a stall of our own the count starts again:
 * only fresh failures in a row may convict.
 */
export function addObservation(evidence: Evidence, observation: Observation): Evidence {
  const { probe, observerStalled, atMs } = observation
  return {
    last: observation,
    lastAnswerAtMs: probe === 'answered' ? atMs : evidence.lastAnswerAtMs,
    failuresInRow: countFailures(evidence.failuresInRow, probe, observerStalled),
  }
}

function countFailures(before: number, probe: Observation['probe'], observerStalled: boolean): number {
  if (probe === 'answered' || observerStalled) return 0
  return probe === 'failed' ? before + 1 : before
}
