/** How long requests usually take on one instance, by method; begins empty with each generation. */
export interface Baseline {
  readonly [method: string]: readonly number[]
}

export const noBaseline: Baseline = {}

/** A window is long enough for a P95, and short enough to follow a workspace that grows. */
const windowSize = 100
/** Methods come from the LSP specification, a few dozen; whatever goes beyond is not learned. */
const maxMethods = 64

/** Adds one answered request. Samples taken under suspicion do not belong here: they would excuse the hang. */
export function addSample(baseline: Baseline, method: string, tookMs: number): Baseline {
  const before = baseline[method]
  if (before === undefined && Object.keys(baseline).length >= maxMethods) return baseline
  return { ...baseline, [method]: [...(before ?? []), tookMs].slice(-windowSize) }
}

/** The time within which 95 of 100 answers came; undefined while there are too few to say. */
export function usualMs(baseline: Baseline, method: string): number | undefined {
  const samples = baseline[method]
  if (samples === undefined || samples.length < minSamples) return undefined
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1]
}

const minSamples = 5

export interface HangPolicy {
  readonly floorMs: number
  readonly ceilingMs: number
  readonly p95Factor: number
  readonly spinFactor: number
}

/** The longest a request may stay unanswered while CPU is used, whatever the factors say. */
export const longestSpinMs = 10 * 60_000

/** From when on a request is overdue. The ceiling keeps a slow drift from training the limit away. */
export function overdueMs(usual: number | null, policy: HangPolicy): number {
  return Math.min(policy.ceilingMs, Math.max(policy.floorMs, policy.p95Factor * (usual ?? 0)))
}

/** The long fuse: how long a request may stay unanswered while gopls uses CPU. */
export function spinFuseMs(usual: number | null, policy: HangPolicy): number {
  return Math.min(longestSpinMs, policy.spinFactor * overdueMs(usual, policy))
}
