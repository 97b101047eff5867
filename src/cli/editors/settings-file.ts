import { readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { errorCode } from '../../host/system-error.js'

export interface SettingsPlaces {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly homeFolder: string
}

const productFolders = { vscode: 'Code', cursor: 'Cursor' } as const

/** The user's settings.json of VS Code or Cursor; undefined for an editor whose settings we do not edit. */
export function findSettingsFile(editor: string, places: SettingsPlaces): string | undefined {
  if (editor !== 'vscode' && editor !== 'cursor') return undefined
  const { platform, environment, homeFolder } = places
  const parent =
    platform === 'darwin'
      ? join(homeFolder, 'Library', 'Application Support')
      : environment['XDG_CONFIG_HOME'] || join(homeFolder, '.config')
  return join(parent, productFolders[editor], 'User', 'settings.json')
}

export type ReadSettings =
  /** `text` is undefined where there is no such file. */
  { readonly ok: true; readonly text: string | undefined } | { readonly ok: false; readonly message: string }

/** Reads a settings file, or says why it cannot be edited. */
export async function readSettingsFile(file: string): Promise<ReadSettings> {
  try {
    const bytes = await readFile(file)
    const text = bytes.toString('utf8')
    if (!Buffer.from(text).equals(bytes)) return { ok: false, message: `${file} is not UTF-8` }
    return { ok: true, text }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT')
      return { ok: false, message: `${file} cannot be read: ${String(error)}` }
    return { ok: true, text: undefined }
  }
}

export const backupSuffix = '.gopls-guardian.bak'

/**
 * Writes all or nothing, or removes the file where `text` is undefined. A link stays a link, the mode stays as it is.
 * The first time, what was there is kept beside it for good. Returns what went wrong.
 */
export async function writeSettingsFile(
  file: string,
  before: string | undefined,
  text: string | undefined,
): Promise<string | undefined> {
  try {
    if (text === undefined) await rm(file)
    else await replace(file, before, text)
    return undefined
  } catch (error) {
    return `${file} cannot be written: ${String(error)}`
  }
}

async function replace(file: string, before: string | undefined, text: string): Promise<void> {
  if (before === undefined) return writeFileAtomic(file, text, { mode: 0o600 })
  const target = await realpath(file)
  const mode = (await stat(target)).mode & 0o777
  await writeFile(file + backupSuffix, before, { flag: 'wx', mode }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error
  })
  await writeFileAtomic(target, text, { mode })
}
