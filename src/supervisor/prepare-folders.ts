import type { Paths } from '../host/paths.js'
import { ensurePrivateFolder } from '../host/private-folder.js'

/** Makes the folders that a supervisor writes to, for its user alone; says what is wrong where that cannot be. */
export async function prepareFolders({
  paths,
  socketFolder,
}: {
  readonly paths: Paths
  readonly socketFolder: string
}): Promise<string | undefined> {
  const folders = [paths.stateFolder, paths.runFolder, paths.instancesFolder, paths.logsFolder, socketFolder]
  for (const folder of folders) {
    const result = await ensurePrivateFolder(folder)
    if (!result.ok)
      return `${folder} cannot be used (${result.message}). Make it writable, or set GOPLS_GUARDIAN_HOME to another folder.`
  }
  return undefined
}
