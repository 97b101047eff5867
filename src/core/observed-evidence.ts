import type { ObservedGopls } from './observed-gopls.js'
import type { ObserverState } from './observer-gate.js'

/** One look at a gopls that guardian did not start. */
export interface Sighting {
  readonly atMs: number
  readonly observer: ObserverState
  readonly gopls: ObservedGopls
  /** A newer server of the same editor window; null while there is none. */
  readonly successorPid: number | null
}

/**
 * What the looks at one process add up to. Plain data, as is all evidence: an incident holds it, and the judge says the
 * same of it again.
 */
export interface ObservedEvidence {
  readonly last: Sighting | null
  /** Looks in a row at which its editor was gone, and since when. */
  readonly orphaned: { readonly sinceMs: number; readonly looks: number } | null
  /** Since when it has used a core without a break, and how much of it. */
  readonly spinning: { readonly sinceMs: number; readonly usedMs: number } | null
  readonly stoppedLooks: number
  /** Looks in a row at which its memory was over the limit. */
  readonly overLimitLooks: number
}

export const noObservedEvidence: ObservedEvidence = {
  last: null,
  orphaned: null,
  spinning: null,
  stoppedLooks: 0,
  overLimitLooks: 0,
}

/** More of a core than this is spinning. */
const spinningShare = 0.9

/**
 * Adds one look. What an unfit observer saw, or of a process that a debugger holds, counts for nothing, and all that
 * was counted until then begins anew.
 */
export function addSighting(
  evidence: ObservedEvidence,
  sighting: Sighting,
  limitBytes: number,
): ObservedEvidence {
  if (!counts(sighting)) return { ...noObservedEvidence, last: sighting }
  const { kind, ownerPid, state, isSuspended, residentBytes } = sighting.gopls
  const isOrphaned = kind === 'stdio' && ownerPid === null
  return {
    last: sighting,
    orphaned: isOrphaned ? addLook(evidence.orphaned, sighting.atMs) : null,
    spinning: addCpu(evidence, sighting),
    stoppedLooks: state === 'stopped' && !isSuspended ? evidence.stoppedLooks + 1 : 0,
    overLimitLooks: residentBytes > limitBytes ? evidence.overLimitLooks + 1 : 0,
  }
}

/** Whether more looks are needed before it is known what to make of it. */
export function isInDoubt({ orphaned, spinning, stoppedLooks, overLimitLooks }: ObservedEvidence): boolean {
  return orphaned !== null || spinning !== null || stoppedLooks > 0 || overLimitLooks > 0
}

export function isTraced({ traced, state }: ObservedGopls): boolean {
  return traced || state === 'traced'
}

function counts({ observer, gopls }: Sighting): boolean {
  return observer === 'fit' && !isTraced(gopls)
}

function addLook(before: ObservedEvidence['orphaned'], atMs: number): ObservedEvidence['orphaned'] {
  return { sinceMs: before?.sinceMs ?? atMs, looks: (before?.looks ?? 0) + 1 }
}

function addCpu({ last, spinning }: ObservedEvidence, now: Sighting): ObservedEvidence['spinning'] {
  if (last === null || !counts(last)) return null
  const usedMs = now.gopls.cpuMs - last.gopls.cpuMs
  if (usedMs <= (now.atMs - last.atMs) * spinningShare) return null
  return { sinceMs: spinning?.sinceMs ?? last.atMs, usedMs: (spinning?.usedMs ?? 0) + usedMs }
}
