import { opendir } from 'node:fs/promises'
import { errorCode } from './system-error.js'

/** False when the system forbids us to open one of these folders, as macOS does with some until its user allows it. */
export async function canOpenFolders(folders: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(folders.map(mayOpen))
  return answers.every(Boolean)
}

async function mayOpen(folder: string): Promise<boolean> {
  try {
    await (await opendir(folder)).close()
    return true
  } catch (error) {
    const code = errorCode(error)
    return code !== 'EACCES' && code !== 'EPERM'
  }
}
