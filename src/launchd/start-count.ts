/** The starts of a daemon that launchd starts, across its processes. Times on the wall clock. */
export interface StartCount {
  /** The start that has neither succeeded nor ended: at the next one it counts as failed. */
  readonly begunAtMs: number | null
  /** In a row: one that settled begins anew. */
  readonly failures: number
  /** Why the last one failed, as it was told; null where it was killed or crashed. */
  readonly lastReason: string | null
  /** Until when no start is tried; null while every one is. */
  readonly parkedUntilMs: number | null
  /** Times in a row that it was parked. */
  readonly parks: number
}

export type StartAdmission = 'start' | 'park' | 'stay-parked'

export const noStarts: StartCount = {
  begunAtMs: null,
  failures: 0,
  lastReason: null,
  parkedUntilMs: null,
  parks: 0,
}

export const maxFailedStarts = 5
/** One that has run for this long has succeeded. */
export const settledAfterMs = 60_000
const firstParkMs = 60_000
const longestParkMs = 60 * 60_000

/**
 * Whether to start. launchd itself starts what fails again and again, without an end: after 5 failures in a row
 * we end with 0, which parks the job until its next interval, and let ever fewer of those intervals be a real start.
 */
export function admitStart(
  count: StartCount,
  nowMs: number,
): { readonly admission: StartAdmission; readonly count: StartCount } {
  const settled = count.begunAtMs === null ? count : failStart(count, null)
  if (isParked(settled, nowMs)) return { admission: 'stay-parked', count: settled }
  // After a pause one failure is enough for the next.
  const isTooMany = settled.failures >= maxFailedStarts || (settled.parks > 0 && settled.failures > 0)
  if (!isTooMany) return { admission: 'start', count: { ...settled, parkedUntilMs: null, begunAtMs: nowMs } }
  const parkMs = Math.min(firstParkMs * 2 ** Math.min(settled.parks, 16), longestParkMs)
  return {
    admission: 'park',
    count: { ...settled, failures: 0, parkedUntilMs: nowMs + parkMs, parks: settled.parks + 1 },
  }
}

/** A start came to nothing; what is said of it is kept for whoever asks why. */
export function failStart(count: StartCount, reason: string | null): StartCount {
  const failures = Math.min(count.failures + 1, maxFailedStarts)
  return { ...count, begunAtMs: null, failures, lastReason: reason ?? count.lastReason }
}

/** It ended because it was told to, which is no failure. */
export function endStart(count: StartCount): StartCount {
  return { ...count, begunAtMs: null }
}

/** A clock that was set back must not park it for ever. */
export function isParked({ parkedUntilMs }: StartCount, nowMs: number): boolean {
  return parkedUntilMs !== null && nowMs < parkedUntilMs && parkedUntilMs - nowMs <= longestParkMs
}
