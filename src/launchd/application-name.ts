import { createHash } from 'node:crypto'
import type { ApplicationFiles } from './application-files.js'
import type { LauncherFacts } from './application-launchers.js'

export interface ApplicationContents {
  readonly version: string
  readonly files: ApplicationFiles
  /** Where it is installed; the launchers say so. */
  readonly appFolder: string
  readonly launchers: LauncherFacts
}

/** `<version>-<build>`: the same for the same contents, whenever and from wherever they are installed. */
export function nameApplication({ version, files, appFolder, launchers }: ApplicationContents): string {
  const hash = createHash('sha256').update(JSON.stringify([appFolder, launchers]))
  for (const path of [...files.keys()].toSorted()) {
    const bytes = files.get(path) ?? Buffer.of()
    hash.update(`\0${path}\0${bytes.length}\0`).update(bytes)
  }
  return `${version}-${hash.digest('hex').slice(0, 8)}`
}

/** Whether this is the name of an application, and not of something that we did not put there. */
export function isApplicationName(name: string): boolean {
  return /^\d+\.\d+\.\d+[\w.+-]*-[0-9a-f]{8}$/.test(name)
}
