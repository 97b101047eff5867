import { tmpdir, userInfo } from 'node:os'
import type { PlistKeys } from './plist-keys.js'

export const basePath = '/usr/bin:/bin:/usr/sbin:/sbin'

export interface EnvironmentSources {
  /** The home of the user who is logged in. */
  readonly home: string
  readonly socket: string
  /** What the one who started the model wants every job to have. */
  readonly extra: Readonly<Record<string, string>>
}

/** All that a job finds in its environment: no shell has been there before it. */
export function environmentOf(keys: PlistKeys, sources: EnvironmentSources): Record<string, string> {
  const { username, shell } = userInfo()
  return {
    HOME: sources.home,
    LOGNAME: username,
    PATH: basePath,
    SHELL: shell ?? '/bin/sh',
    TMPDIR: tmpdir(),
    USER: username,
    LAUNCHD_MODEL_SOCKET: sources.socket,
    ...sources.extra,
    ...keys.EnvironmentVariables,
    XPC_SERVICE_NAME: keys.Label,
  }
}
