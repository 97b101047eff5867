import { acquireLock, type LockResult } from '../host/lock.js'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import { readPackageVersion } from './package-version.js'

/** One daemon for each user: the lock is held until this process, `owner`, ends, however it ends. */
export function takeDaemonLock(
  folder: string,
  table: ProcessTable,
  owner: ProcessIdentity,
): Promise<LockResult> {
  return acquireLock(folder, table, {
    ...owner,
    version: readPackageVersion(),
    startedAt: new Date().toISOString(),
  })
}
