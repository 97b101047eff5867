import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  findInstalled,
  type OutsideProgram,
  unpackedFolder,
  unpackedLibraries,
} from '../host/outside-program.js'

/** libplist's own program, unpacked but not installed, or else the one on PATH; undefined where there is none. */
export function findPlistutil(): OutsideProgram | undefined {
  const path = join(unpackedFolder, 'usr/bin/plistutil')
  if (!existsSync(path)) return findInstalled('plistutil')
  return { path, args: [], environment: { LD_LIBRARY_PATH: unpackedLibraries() } }
}
