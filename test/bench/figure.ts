/** One thing that was measured, for guardian and in the same run for what one would have without it. */
export interface Figure {
  /** With the unit of its values. */
  readonly name: string
  readonly series: readonly Series[]
}

export interface Series {
  /** Who was measured: guardian or a part of it, or an alternative. */
  readonly of: string
  readonly values: readonly number[]
  /** What one would have without guardian: those of guardian are compared with it. */
  readonly isAlternative?: boolean
  readonly targets?: readonly Target[]
}

/** The percentile `of` the values must not be above `limit`; 100 is the largest of all. */
export interface Target {
  readonly of: 50 | 99 | 100
  readonly limit: number
  /** How the limit comes from an alternative, where it does. */
  readonly rule?: string
}

/** A bench gives its figures, or why it cannot measure here. */
export type Bench = (stage: Stage) => Promise<readonly Figure[] | string>

export interface Stage {
  /** The path of the real gopls. */
  readonly gopls: string
  /** A scratch folder, gone after the bench. */
  readonly folder: string
  /** Small counts, to try the bench itself. */
  readonly isQuick: boolean
  readonly atEnd: AtEnd
}

/** Has something done at the end, whether all goes well or not; the last one first. */
export type AtEnd = (clear: () => Promise<void>) => void

/** Between two values it is interpolated; NaN for no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = ((sorted.length - 1) * percent) / 100
  const below = sorted[Math.floor(rank)] ?? Number.NaN
  const above = sorted[Math.ceil(rank)] ?? Number.NaN
  return below + (above - below) * (rank - Math.floor(rank))
}
