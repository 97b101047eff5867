import { readlinkSync } from 'node:fs'
import { rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isApplicationName } from './application-name.js'
import { makePartialFolder } from './partial-folders.js'

/** The name of the application in use, `<version>-<build>`; null where `current` leads to none. */
export function readCurrent(appFolder: string): string | null {
  try {
    const name = readlinkSync(join(appFolder, 'current'))
    return isApplicationName(name) ? name : null
  } catch {
    return null
  }
}

export type SwitchResult = { readonly ok: true } | { readonly ok: false; readonly message: string }

/** Makes this application the one in use, in one step: whoever starts one meets the old or the new. */
export async function switchCurrent(appFolder: string, name: string): Promise<SwitchResult> {
  const link = join(appFolder, 'current')
  try {
    const partial = await makePartialFolder(appFolder)
    try {
      await symlink(name, join(partial, 'current'))
      await rename(join(partial, 'current'), link)
    } finally {
      await rm(partial, { recursive: true, force: true })
    }
    return { ok: true }
  } catch (error) {
    return { ok: false, message: `${link} cannot be made to lead to ${name}: ${String(error)}` }
  }
}
