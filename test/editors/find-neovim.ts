import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  findInstalled,
  type OutsideProgram,
  unpackedFolder,
  unpackedLibraries,
} from '../host/outside-program.js'

/** Neovim for the tests that drive it: Debian's, unpacked but not installed, else the one on PATH. */
export function findNeovim(): OutsideProgram | undefined {
  return findUnpacked() ?? findInstalled('nvim')
}

function findUnpacked(): OutsideProgram | undefined {
  const path = join(unpackedFolder, 'usr/bin/nvim')
  if (!existsSync(path)) return undefined
  return {
    path,
    args: [],
    environment: {
      LD_LIBRARY_PATH: unpackedLibraries(),
      VIMRUNTIME: join(unpackedFolder, 'usr/share/nvim/runtime'),
    },
  }
}
