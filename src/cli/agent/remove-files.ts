import { readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { connectionsFile } from '../editors/connection-record.js'
import type { Locations } from '../locations.js'

export interface Kept {
  /** Somebody still has sockets or records in there. */
  readonly run: boolean
  /** An editor starts the drop-in, which goes on as a way to the real gopls. */
  readonly dropIn: boolean
  /** What people wrote and what they may want to read. */
  readonly configurationAndLogs: boolean
}

/** Removes what we wrote, file by file of ours: the folder may be one that others use too. */
export async function removeFiles({ paths, socketFolder }: Locations, kept: Kept): Promise<void> {
  const { stateFolder, runFolder, realGoplsFile } = paths
  const doomed = [
    paths.tokenFile,
    ...(kept.run ? [] : await listRunFiles(runFolder, kept.dropIn ? realGoplsFile : undefined)),
    ...(kept.run || socketFolder === runFolder ? [] : [socketFolder]),
    ...(kept.dropIn ? [] : [join(paths.binFolder, 'gopls'), paths.toolsFolder, connectionsFile(stateFolder)]),
    ...(kept.configurationAndLogs ? [] : [paths.configFile, paths.logsFolder]),
  ]
  for (const path of doomed) await rm(path, { recursive: true, force: true })
  for (const folder of [runFolder, paths.binFolder, stateFolder, dirname(paths.configFile)])
    await rmdir(folder).catch(() => undefined)
}

async function listRunFiles(folder: string, kept: string | undefined): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.map(name => join(folder, name)).filter(path => path !== kept)
}
