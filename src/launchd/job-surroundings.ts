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
export function describeSurroundings({ paths, searchPath, environment }: JobFacts) {
  return {
    EnvironmentVariables: { PATH: searchPath.join(delimiter), ...environment },
    ThrottleInterval: throttleSeconds,
    ExitTimeOut: exitTimeOutSeconds,
    AbandonProcessGroup: true,
    LimitLoadToSessionType: 'Aqua',
    Umask: 0o077,
    StandardOutPath: join(paths.logsFolder, 'launchd.out.log'),
    StandardErrorPath: join(paths.logsFolder, 'launchd.err.log'),
  } as const satisfies Partial<Job>
}

/** `name` is what Login Items shows. */
export function installedProgram(paths: Paths, name: 'gopls-guardian' | 'gopls-guardian-watchdog'): string {
  return join(paths.appFolder, 'current', 'bin', name)
}
