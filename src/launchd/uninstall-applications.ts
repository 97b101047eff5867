import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isApplicationName } from './application-name.js'
import { discardApplication } from './partial-folders.js'

/**
 * Removes every application, but for those that a living process has in its command line: a relay may still have to
 * load a part of itself. The names of these.
 */
export async function uninstallApplications(
  appFolder: string,
  commands: readonly string[],
): Promise<readonly string[]> {
  const installed = (await readdir(appFolder).catch(() => [])).filter(isApplicationName)
  const inUse = installed.filter(name => commands.some(line => line.includes(`/${name}/`)))
  if (inUse.length === 0) {
    await rm(appFolder, { recursive: true, force: true })
    return []
  }
  await rm(join(appFolder, 'current'), { force: true })
  for (const name of installed) if (!inUse.includes(name)) await discardApplication(appFolder, name)
  return inUse
}
