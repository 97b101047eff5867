import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isApplicationName } from './application-name.js'
import { readCurrent } from './current-application.js'
import { discardApplication } from './partial-folders.js'

/** Removes every application but those to keep, and nothing that we did not put there. */
export async function uninstallApplications(appFolder: string, kept: readonly string[]): Promise<void> {
  await forgetCurrent(appFolder)
  for (const name of await list(appFolder)) {
    if (isPartialName(name)) await rm(join(appFolder, name), { recursive: true, force: true })
    else if (isApplicationName(name) && !kept.includes(name)) await discardApplication(appFolder, name)
  }
  await rmdir(appFolder).catch(() => undefined)
}

/** From here on no application is the one in use. */
export async function forgetCurrent(appFolder: string): Promise<void> {
  if (readCurrent(appFolder) !== null) await rm(join(appFolder, 'current'), { force: true })
}

/** Those that a living process has in its command line: a relay may still have to load a part of itself. */
export async function listApplicationsInUse(
  appFolder: string,
  commands: readonly string[],
): Promise<readonly string[]> {
  const installed = (await list(appFolder)).filter(isApplicationName)
  return installed.filter(name => commands.some(line => line.includes(`/${name}/`)))
}

function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

function isPartialName(name: string): boolean {
  return /^\.partial-\d+-/.test(name)
}
