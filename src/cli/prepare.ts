import { identify } from '../host/identity.js'
import { acquireLock, type LockResult } from '../host/lock.js'
import { ensurePrivateFolder } from '../host/private-folder.js'
import type { ProcessTable } from '../host/process-table.js'
import type { Locations } from './locations.js'
import { readPackageVersion } from './package-version.js'

/** Makes the folders that the daemon writes to, for its user alone; says what is wrong where that cannot be. */
export async function prepareFolders({ paths, socketFolder }: Locations): Promise<string | undefined> {
  const folders = [paths.stateFolder, paths.runFolder, paths.instancesFolder, paths.logsFolder, socketFolder]
  for (const folder of folders) {
    const result = await ensurePrivateFolder(folder)
    if (!result.ok)
      return `${folder} cannot be used (${result.message}). Make it writable, or set GOPLS_GUARDIAN_HOME to another folder.`
  }
  return undefined
}

/** One daemon for each user: the lock is held until this process ends, however it ends. */
export async function takeDaemonLock(folder: string, table: ProcessTable): Promise<LockResult> {
  const identity = await identify(table, process.pid)
  if (!identity)
    return {
      ok: false,
      reason: 'unusable',
      message: `the process table does not show us, pid ${process.pid}`,
    }
  return acquireLock(folder, table, {
    ...identity,
    version: readPackageVersion(),
    startedAt: new Date().toISOString(),
  })
}
