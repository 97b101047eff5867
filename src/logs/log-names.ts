/** What a name in the logs folder means: `guardian.log`, `guardian.log.7`, `guardian.log.7.gz`, or one half written. */
export interface LogName {
  /** The name under which it is written, `guardian.log`. */
  readonly log: string
  /** Counts up with each rotation; undefined for the log that is being written. */
  readonly number?: number
  readonly form: 'live' | 'plain' | 'packed' | 'partial'
}

/** The one log that only the daemon writes; all others are held open by others. */
export const guardianLogName = 'guardian.log'

/** Reads a name; undefined for what is no log of ours, and therefore not touched. */
export function parseLogName(name: string): LogName | undefined {
  const [, log, number, ending] = namePattern.exec(name) ?? []
  if (log === undefined) return undefined
  if (number === undefined) return { log, form: 'live' }
  return { log, number: Number(number), form: forms[ending ?? ''] ?? 'partial' }
}

const namePattern =
  /^((?:guardian|gopls-[a-z0-9-]+|launchd\.(?:out|err))\.log)(?:\.([1-9]\d{0,14})(\.gz|\.partial|\.gz\.partial)?)?$/

const forms: Readonly<Record<string, LogName['form']>> = { '': 'plain', '.gz': 'packed' }

/** Of which slot this is the stderr; undefined where it is the log of something else. */
export function slotOfLog(log: string): string | undefined {
  return /^gopls-(.+)\.log$/.exec(log)?.[1]
}

export function plainName(log: string, number: number): string {
  return `${log}.${number}`
}

export function packedName(log: string, number: number): string {
  return `${log}.${number}.gz`
}

/** The name of what is not complete yet. */
export function partialName(name: string): string {
  return `${name}.partial`
}
