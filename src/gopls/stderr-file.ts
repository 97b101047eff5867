import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'

const usualTailBytes = 4096
/** Without O_NONBLOCK the opening of a named pipe would wait for its other end, and all of us with it. */
const safeOpenFlags = constants.O_NOFOLLOW | constants.O_NONBLOCK

/** The file that a gopls writes its stderr to, opened for appending (a truncation then leaves no hole). */
export interface StderrFile {
  readonly fd: number
}

/** Throws what the file system says when the file cannot be had. */
export function openStderrFile(path: string): StderrFile {
  const { O_WRONLY, O_CREAT, O_APPEND } = constants
  return { fd: openSync(path, O_WRONLY | O_CREAT | O_APPEND | safeOpenFlags, 0o600) }
}

/** How long the file is now: where the output of the next generation begins. */
export function measureStderr(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

/** The last lines that were written after `fromByte`; empty when there is nothing to read. */
export function readStderrTail(path: string, fromByte: number, maxBytes = usualTailBytes): string {
  return readStderrEnds(path, fromByte, { headBytes: 0, tailBytes: maxBytes })
}

/** What was written after `fromByte`; of more than both together the beginning and the end. */
export function readStderrEnds(
  path: string,
  fromByte: number,
  { headBytes, tailBytes }: { readonly headBytes: number; readonly tailBytes: number },
): string {
  let fd: number | undefined
  try {
    fd = openSync(path, constants.O_RDONLY | safeOpenFlags)
    const { size } = fstatSync(fd)
    // Rotation may have cut the file since: then everything in it is newer.
    const begin = size < fromByte ? 0 : fromByte
    const tailBegin = Math.max(begin, size - tailBytes)
    const head = readRange(fd, begin, Math.min(tailBegin, begin + headBytes))
    const tail = readRange(fd, tailBegin, size)
    return head === '' ? tail : `${head}\n${tail}`
  } catch {
    return ''
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

function readRange(fd: number, begin: number, end: number): string {
  const buffer = Buffer.alloc(end - begin)
  readSync(fd, buffer, 0, buffer.length, begin)
  return buffer.toString('utf8')
}

/**
 * gopls's own last words when it ends because nobody was connected; its exit code (2) is that of a crash too.
 * Only the last line counts: of an adopted gopls the file may hold the words of earlier generations as well.
 */
export function saysIdleEnd(stderrTail: string): boolean {
  return stderrTail.trimEnd().endsWith('timed out waiting for new connections')
}
