import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isApplicationName } from './application-name.js'
import { readCurrent } from './current-application.js'
import { discardApplication } from './partial-folders.js'

export interface PruneOptions {
  /** Names to keep besides the one in use. */
  readonly keep: readonly string[]
  /** The command lines of this user's processes (ProcessTable.readEvery). */
  readonly commands: readonly string[]
}

/** Removes the applications that nobody needs any more: their names. Never throws: one that stays is tried again. */
export async function pruneApplications(
  appFolder: string,
  options: PruneOptions,
): Promise<readonly string[]> {
  const removed: string[] = []
  try {
    const installed = await listApplications(appFolder)
    for (const name of chooseUnneeded({ ...options, installed, current: readCurrent(appFolder) })) {
      await discardApplication(appFolder, name)
      removed.push(name)
    }
  } catch {
    // The next installation tries again.
  }
  return removed
}

export interface InstalledApplication {
  readonly name: string
  readonly installedAtMs: number
}

async function listApplications(appFolder: string): Promise<readonly InstalledApplication[]> {
  const names = (await readdir(appFolder)).filter(isApplicationName)
  return Promise.all(
    names.map(async name => ({ name, installedAtMs: (await stat(join(appFolder, name))).mtimeMs })),
  )
}

/**
 * All but the current one, those to keep, those in use, and one to go back to: where `keep` names none, the newest.
 * In use is what a living process has in its command line. The name alone is looked for: ps shows letters of a path
 * that are not ASCII in its own way.
 */
export function chooseUnneeded(
  options: PruneOptions & {
    readonly installed: readonly InstalledApplication[]
    readonly current: string | null
  },
): readonly string[] {
  const { installed, current, keep, commands } = options
  const others = installed
    .toSorted((a, b) => b.installedAtMs - a.installedAtMs)
    .map(({ name }) => name)
    .filter(name => name !== current)
  const kept = others.filter(name => keep.includes(name))
  const spared = new Set(kept.length > 0 ? kept : others.slice(0, 1))
  return others.filter(name => !spared.has(name) && !commands.some(line => line.includes(`/${name}/`)))
}
