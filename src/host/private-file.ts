import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { errorCode } from './system-error.js'

export type ReadResult = { readonly ok: true; readonly text: string } | FailedRead

interface FailedRead {
  readonly ok: false
  readonly reason:
    | 'missing'
    | 'symlink'
    | 'not-a-file'
    | 'owned-by-another'
    | 'writable-by-others'
    | 'too-large'
    | 'unreadable'
}

export type WriteResult = { readonly ok: true } | { readonly ok: false; readonly message: string }

/** Reads a file that only we can have written, or says why it is not to be trusted. */
export async function readPrivateFile(path: string, maxBytes: number): Promise<ReadResult> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, safeOpenFlags)
    return await readChecked(handle, maxBytes)
  } catch (error) {
    return { ok: false, reason: openFailures[errorCode(error) ?? ''] ?? 'unreadable' }
  } finally {
    await handle?.close()
  }
}

/** Without O_NONBLOCK the opening of a named pipe would wait for a writer. */
const safeOpenFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

async function readChecked(handle: FileHandle, maxBytes: number): Promise<ReadResult> {
  const stats = await handle.stat()
  if (!stats.isFile()) return { ok: false, reason: 'not-a-file' }
  if (stats.uid !== process.geteuid?.()) return { ok: false, reason: 'owned-by-another' }
  if ((stats.mode & 0o022) !== 0) return { ok: false, reason: 'writable-by-others' }
  if (stats.size > maxBytes) return { ok: false, reason: 'too-large' }
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(stats.size), 0, stats.size, 0)
  return { ok: true, text: buffer.toString('utf8', 0, bytesRead) }
}

const openFailures: Readonly<Record<string, FailedRead['reason']>> = {
  ENOENT: 'missing',
  ELOOP: 'symlink',
  // A socket cannot be opened; Linux says the first, macOS the second.
  ENXIO: 'not-a-file',
  EOPNOTSUPP: 'not-a-file',
}

/**
 * Writes a file that only we can read, all of it or nothing.
 * No fsync: records of a boot that is over are set aside anyway, and a rename hides a half-written file from the living.
 */
export function writePrivateFile(path: string, text: string): WriteResult {
  try {
    writeFileAtomic.sync(path, text, { mode: 0o600, fsync: false })
    return { ok: true }
  } catch (error) {
    return { ok: false, message: String(error) }
  }
}
