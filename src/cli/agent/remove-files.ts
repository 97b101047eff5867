import { readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { dropInMarker } from '../../gopls/verify.js'
import { parseLogName } from '../../logs/log-names.js'
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

/** Removes what we wrote, by its name, and the folders that are empty then: others may use them too. */
export async function removeFiles(locations: Locations, kept: Kept): Promise<void> {
  const { paths, socketFolder } = locations
  if (!kept.run) {
    await removeNamed(join(paths.instancesFolder, 'set-aside'), /^\d+-[a-z0-9-]{1,32}\.json$/)
    await removeNamed(paths.instancesFolder, /^[a-z0-9-]{1,32}\.json(\.\d+)?$/)
    await removeNamed(paths.lockFolder, /^(\d{1,15}\.json|[0-9a-f-]{36}\.tmp)$/)
    await removeNamed(socketFolder, /^(api|relay|t-\d+|g-[a-z0-9-]+)\.sock$/)
    await removeNamed(paths.runFolder, /^(watchdog|starts|replacements)\.json(\.\d+)?$|^no-node$/)
    await removeNamed(paths.stateFolder, /^token(\.\d+)?$/)
  }
  if (!kept.dropIn) {
    await rm(connectionsFile(paths.stateFolder), { force: true })
    await removeNamed(paths.toolsFolder, /^(gopls|\.installing-\w+)$/)
    if (await isDropIn(join(paths.binFolder, 'gopls'))) await removeNamed(paths.binFolder, /^gopls(\.\d+)?$/)
  }
  if (!kept.run && !kept.dropIn) await removeNamed(paths.runFolder, /^real-gopls(\.\d+)?$/)
  if (!kept.configurationAndLogs) {
    await rm(paths.configFile, { force: true })
    await removeNamed(
      paths.incidentsFolder,
      /^(\.(new|old)-)?\d{4}-\d\d-\d\dT[\d.-]+Z-[\w-]+$|^\.new-check-\d+$/,
    )
    await removeNamed(paths.logsFolder, { test: name => parseLogName(name) !== undefined })
    await removeNamed(paths.logsFolder, /^events(\.old)?\.jsonl$/)
  }
  for (const folder of [paths.binFolder, paths.stateFolder, dirname(paths.configFile)])
    await removeEmpty(folder)
}

/** The numbered names are those of a write that was killed (write-file-atomic), and of rotated logs. */
async function removeNamed(folder: string, ours: Pick<RegExp, 'test'>): Promise<void> {
  const names: readonly string[] = await readdir(folder).catch(() => [])
  for (const name of names)
    if (ours.test(name)) await rm(join(folder, name), { recursive: true, force: true })
  await removeEmpty(folder)
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined)
}

/** Not the real gopls, where the folder is one of Go's too. */
async function isDropIn(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.includes(dropInMarker)
}
