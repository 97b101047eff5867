import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readGoplsSetting } from './gopls-setting.js'

export interface RepositorySetting {
  readonly file: string
  readonly gopls: unknown
}

/** A folder's own setting wins over the user's in a trusted workspace: the one that is in our way, if there is one. */
export async function findRepositorySetting(
  folder: string,
  dropIn: string,
): Promise<RepositorySetting | undefined> {
  const file = join(folder, '.vscode', 'settings.json')
  const text = await readFile(file, 'utf8').catch(() => '')
  const read = readGoplsSetting(text)
  if (!read.ok || read.gopls === undefined || read.gopls === dropIn) return undefined
  return { file, gopls: read.gopls }
}
