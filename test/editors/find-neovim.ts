import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface NeovimProgram {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
}

/** `skip` is for tap's option of that name: false, or the reason. */
export type FoundNeovim =
  | { readonly skip: false; readonly program: NeovimProgram }
  | { readonly skip: string; readonly program: undefined }

/** Where .ci/run unpacks Debian's package and the libraries that it needs. */
const unpackedFolder = fileURLToPath(new URL('../../.dev/debian/', import.meta.url))

/** Neovim for the tests that drive it: Debian's, unpacked but not installed, else the one on PATH. */
export function findNeovim(): FoundNeovim {
  const program = findUnpacked() ?? findInstalled()
  return program
    ? { skip: false, program }
    : { skip: 'no Neovim: neither on PATH nor in .dev/debian, where .ci/run unpacks it', program: undefined }
}

function findUnpacked(): NeovimProgram | undefined {
  const path = join(unpackedFolder, 'usr/bin/nvim')
  if (!existsSync(path)) return undefined
  const libraries = readdirSync(join(unpackedFolder, 'usr/lib')).filter(name => name.endsWith('-linux-gnu'))
  return {
    path,
    environment: {
      LD_LIBRARY_PATH: libraries.map(name => join(unpackedFolder, 'usr/lib', name)).join(delimiter),
      VIMRUNTIME: join(unpackedFolder, 'usr/share/nvim/runtime'),
    },
  }
}

function findInstalled(): NeovimProgram | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const path = folders.map(folder => join(folder, 'nvim')).find(path => existsSync(path))
  return path === undefined ? undefined : { path, environment: {} }
}
