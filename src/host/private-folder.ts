import { existsSync, mkdirSync } from 'node:fs'
import { chmod, lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './system-error.js'

export type PrivateFolderResult = { readonly ok: true } | Refusal

interface Refusal {
  readonly ok: false
  readonly reason:
    | 'cannot-create'
    | 'read-only'
    | 'not-a-folder'
    | 'symlink'
    | 'owned-by-another'
    | 'writable-by-others'
  readonly message: string
}

/** Makes a folder that nobody else can look into or change, with its parents, or says why there is none. */
export async function ensurePrivateFolder(path: string): Promise<PrivateFolderResult> {
  try {
    makeFolders(path)
    return await checkFolder(path)
  } catch (error) {
    return {
      ok: false,
      reason: creationFailures[errorCode(error) ?? ''] ?? 'cannot-create',
      message: String(error),
    }
  }
}

/**
 * Does what mkdir -p does, for us alone; throws what the system says. Node's recursive mkdir turns in circles for ever
 * where a file system answers ENOENT although the parent exists, as /proc does.
 */
export function makeFolders(path: string): void {
  const parent = dirname(path)
  if (parent !== path && !existsSync(parent)) makeFolders(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
}

async function checkFolder(path: string): Promise<PrivateFolderResult> {
  const parent = dirname(path)
  const [stats, parentStats] = await Promise.all([lstat(path), lstat(parent)])
  const us = process.geteuid?.()
  if (stats.isSymbolicLink()) return refuse('symlink', `${path} is a symbolic link`)
  if (!stats.isDirectory()) return refuse('not-a-folder', `${path} is not a folder`)
  if (stats.uid !== us) return refuse('owned-by-another', `${path} belongs to user ${stats.uid}`)
  // Whoever owns the parent can put another folder in the place of ours (/tmp/gopls-guardian-UID made by a stranger).
  if (parentStats.uid !== us && parentStats.uid !== 0)
    return refuse('owned-by-another', `${parent} belongs to user ${parentStats.uid}`)
  if ((stats.mode & 0o777) === 0o700) return { ok: true }
  await chmod(path, 0o700)
  // Some file systems accept a chmod and forget it.
  const open = ((await lstat(path)).mode & 0o022) !== 0
  return open ? refuse('writable-by-others', `${path} stays writable by others`) : { ok: true }
}

function refuse(reason: Refusal['reason'], message: string): Refusal {
  return { ok: false, reason, message }
}

const creationFailures: Readonly<Record<string, Refusal['reason']>> = {
  EROFS: 'read-only',
  ENOTDIR: 'not-a-folder',
}
