import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** Why there is none here; false where one can be had. */
export const tmpfsMissing = canMount() ? false : 'needs the right to mount a tmpfs'

/** A disk of that size, gone when the test ends. */
export function mountTmpfs(t: Pick<Test, 'teardown'>, size: string): string {
  const folder = makeFolder()
  if (!mount(folder, size)) throw new Error(`cannot mount a tmpfs at ${folder}`)
  t.teardown(() => unmount(folder))
  return folder
}

/** Writes a file there until nothing more fits, and tells where it is. */
export function fillDisk(folder: string): string {
  const ballast = join(folder, 'ballast')
  const fd = openSync(ballast, 'w')
  try {
    for (;;) writeSync(fd, Buffer.alloc(4_096))
  } catch {
    closeSync(fd)
  }
  return ballast
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return false
  const folder = makeFolder()
  const isMounted = mount(folder, '64k')
  if (isMounted) unmount(folder)
  else rmdirSync(folder)
  return isMounted
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'guardian-tmpfs-'))
}

function mount(folder: string, size: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]).status === 0
}

/** Lazily: files that a test leaves open would be in the way. */
function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder])
  rmdirSync(folder)
}
