import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Plistutil {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
}

/** Where .ci/run unpacks Debian's package and the library that it needs. */
const unpackedFolder = fileURLToPath(new URL('../../.dev/debian/', import.meta.url))

/** libplist's own program, unpacked but not installed, or else the one on PATH; undefined where there is none. */
export function findPlistutil(): Plistutil | undefined {
  const path = join(unpackedFolder, 'usr/bin/plistutil')
  if (!existsSync(path)) return findInstalled()
  const libraries = readdirSync(join(unpackedFolder, 'usr/lib')).filter(name => name.endsWith('-linux-gnu'))
  const folders = libraries.map(name => join(unpackedFolder, 'usr/lib', name))
  return { path, environment: { LD_LIBRARY_PATH: folders.join(delimiter) } }
}

function findInstalled(): Plistutil | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const path = folders.map(folder => join(folder, 'plistutil')).find(path => existsSync(path))
  return path === undefined ? undefined : { path, environment: {} }
}
