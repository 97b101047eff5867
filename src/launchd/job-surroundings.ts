import { delimiter, join } from 'node:path'
import type { Paths } from '../host/paths.js'
import type { Job } from './job.js'

export interface JobFacts {
  readonly paths: Paths
  /** The folders of PATH, in their order. */
  readonly searchPath: readonly string[]
  /** What the agents get besides PATH; launchd itself sets HOME, USER, SHELL and TMPDIR. */
  readonly environment: Readonly<Record<string, string>>
}

/** Between two starts. */
export const throttleSeconds = 10
/** From SIGTERM to SIGKILL. */
export const exitTimeOutSeconds = 10

/** The keys that both jobs have alike. launchd/README.md gives the reason for each. */
export function describeSurroundings({ searchPath, environment }: JobFacts) {
  return {
    EnvironmentVariables: { PATH: searchPath.join(delimiter), ...environment },
    ThrottleInterval: throttleSeconds,
    ExitTimeOut: exitTimeOutSeconds,
    AbandonProcessGroup: true,
    LimitLoadToSessionType: 'Aqua',
    Umask: 0o077,
  } as const satisfies Partial<Job>
}

/** What the agents say where no log of ours is open. */
export function agentOutputFile({ logsFolder }: Pick<Paths, 'logsFolder'>, stream: 'out' | 'err'): string {
  return join(logsFolder, `launchd.${stream}.log`)
}

/** `name` is what Login Items shows. */
export function installedProgram(paths: Paths, name: 'gopls-guardian' | 'gopls-guardian-watchdog'): string {
  return join(paths.appFolder, 'current', 'bin', name)
}
