import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A program that is nobody's stand-in, and how to start it. */
export interface OutsideProgram {
  readonly path: string
  /** What must stand before all other arguments. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Where .ci/run unpacks Debian's packages and the libraries that they need. */
export const unpackedFolder = fileURLToPath(new URL('../../.dev/debian/', import.meta.url))

/** For a program in there: LD_LIBRARY_PATH. */
export function unpackedLibraries(): string {
  const folders = readdirSync(join(unpackedFolder, 'usr/lib')).filter(name => name.endsWith('-linux-gnu'))
  return folders.map(name => join(unpackedFolder, 'usr/lib', name)).join(delimiter)
}

/** The program of this name on PATH. */
export function findInstalled(name: string): OutsideProgram | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const path = folders.map(folder => join(folder, name)).find(path => existsSync(path))
  return path === undefined ? undefined : { path, args: [], environment: {} }
}
