import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  findInstalled,
  type OutsideProgram,
  unpackedFolder,
  unpackedLibraries,
} from '../host/outside-program.js'

/** Emacs with eglot for the tests that drive it: Debian's, unpacked but not installed, else the one on PATH. */
export function findEmacs(): OutsideProgram | undefined {
  return [findUnpacked(), findInstalled('emacs')].find(program => program && hasEglot(program))
}

function hasEglot({ path, args, environment }: OutsideProgram): boolean {
  const env = { ...process.env, ...environment }
  return spawnSync(path, [...args, '-Q', '--batch', '-l', 'eglot'], { env, timeout: 20_000 }).status === 0
}

/** Emacs looks for all that belongs to it where it was to be installed, but for what it is told. */
function findUnpacked(): OutsideProgram | undefined {
  const path = join(unpackedFolder, 'usr/bin/emacs-nox')
  if (!existsSync(path)) return undefined
  const share = onlyFolder(join(unpackedFolder, 'usr/share/emacs'), /^\d/)
  const programs = onlyFolder(onlyFolder(join(unpackedFolder, 'usr/libexec/emacs'), /^\d/), /-linux-gnu/)
  const packages = join(unpackedFolder, 'usr/share/emacs/site-lisp/elpa-src')
  const names = existsSync(packages) ? readdirSync(packages) : []
  return {
    path,
    args: [
      `--dump-file=${join(programs, 'emacs.pdmp')}`,
      ...names.flatMap(name => ['-L', join(packages, name)]),
    ],
    environment: {
      LD_LIBRARY_PATH: unpackedLibraries(),
      EMACSDATA: join(share, 'etc'),
      EMACSDOC: join(share, 'etc'),
      EMACSPATH: programs,
      EMACSLOADPATH: join(share, 'lisp'),
    },
  }
}

function onlyFolder(folder: string, pattern: RegExp): string {
  return join(folder, readdirSync(folder).find(name => pattern.test(name)) ?? '')
}
