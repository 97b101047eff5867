import { isTraced, type ObservedEvidence, type Sighting } from './observed-evidence.js'

/**
 * What guardian makes of a gopls that it did not start. The first that holds is said: nobody can talk to an orphan, so
 * nothing else matters; a stopped one uses nothing and answers nobody; the last two disturb nobody.
 */
export const observedVerdicts = [
  'unknown',
  'orphan',
  'stopped',
  'spinning',
  'bloated',
  'duplicate',
  'old',
  'healthy',
] as const
export type ObservedVerdict = (typeof observedVerdicts)[number]

export interface ObservedJudgePolicy {
  /** How long its editor must be gone. */
  readonly orphanGraceMs: number
  /** How long it must use a core. */
  readonly spinGraceMs: number
  readonly memoryBytes: number
  /** Looks in a row over `memoryBytes`. */
  readonly samples: number
}

export interface ObservedJudgement {
  readonly verdict: ObservedVerdict
  /** One line of plain words: what the verdict rests on. */
  readonly reason: string
}

/** A single look may have come between two steps of somebody else: a stop on the way to a debugger, a parent that goes. */
const leastLooks = 2

/** What the evidence amounts to. Pure, so that a recorded verdict can be reproduced from its evidence. */
export function judgeObserved(evidence: ObservedEvidence, policy: ObservedJudgePolicy): ObservedJudgement {
  const { last } = evidence
  if (last === null) return { verdict: 'unknown', reason: 'not looked at yet' }
  if (last.observer !== 'fit') return { verdict: 'unknown', reason: observerReasons[last.observer] }
  if (isTraced(last.gopls)) return { verdict: 'unknown', reason: 'a debugger is attached' }
  return judgeLooks(evidence, last, policy)
}

const observerReasons = {
  slept: 'guardian has just been asleep',
  stalled: 'guardian itself was held up',
  settling: 'guardian has only just come back',
} as const

function judgeLooks(
  { orphaned, spinning, stoppedLooks, overLimitLooks }: ObservedEvidence,
  { atMs, gopls, successorPid }: Sighting,
  { orphanGraceMs, spinGraceMs, memoryBytes, samples }: ObservedJudgePolicy,
): ObservedJudgement {
  const orphanedMs = orphaned === null ? 0 : atMs - orphaned.sinceMs
  const spinningMs = spinning === null ? 0 : atMs - spinning.sinceMs
  const gone = `its editor has been gone for ${describeMs(orphanedMs)}`
  const cpu = `${describeMs(spinning?.usedMs ?? 0)} of CPU in ${describeMs(spinningMs)}`
  const memory = `${inMebibytes(gopls.residentBytes)} of memory, more than ${inMebibytes(memoryBytes)}`
  if (orphaned && orphaned.looks >= leastLooks && orphanedMs >= orphanGraceMs)
    return { verdict: 'orphan', reason: gone }
  if (stoppedLooks >= leastLooks) return { verdict: 'stopped', reason: 'the process is stopped (SIGSTOP)' }
  if (spinning && spinningMs >= spinGraceMs) return { verdict: 'spinning', reason: cpu }
  if (overLimitLooks >= samples)
    return { verdict: 'bloated', reason: `${memory}, at ${overLimitLooks} looks in a row` }
  // From here on nothing is wrong with the process itself, or not for long enough.
  if (orphaned) return { verdict: 'healthy', reason: gone }
  if (overLimitLooks > 0) return { verdict: 'healthy', reason: memory }
  if (successorPid !== null)
    return { verdict: 'duplicate', reason: `${successorPid}, a newer one, serves the same editor window` }
  if (gopls.isReplaced === true)
    return { verdict: 'old', reason: 'the binary at its path is no longer the one that it runs' }
  return { verdict: 'healthy', reason: spinning ? cpu : 'nothing is wrong with it' }
}

function describeMs(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
