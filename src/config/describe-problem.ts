/** One thing that is wrong with the configuration, and what would be right. */
export interface Problem {
  /** Null when a flag or an environment variable is wrong: the reason names it. */
  readonly file: string | null
  /** From 1; null when the file as a whole is meant. */
  readonly line: number | null
  /** From 1, in UTF-16 units, as editors count; null when the file as a whole is meant. */
  readonly column: number | null
  /** The setting, as `probe.interval`; empty when none is meant. */
  readonly key: string
  readonly reason: string
}

/** One line in the form that terminals and editors make a link of: `FILE:LINE:COLUMN: reason`. */
export function describeProblem({ file, line, column, reason }: Problem): string {
  const place = [file, line, column].filter(part => part !== null).join(':')
  return place === '' ? reason : `${place}: ${reason}`
}
