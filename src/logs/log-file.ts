import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { makeFolders } from '../host/private-folder.js'
import { errorCode } from '../host/system-error.js'

/** Lines that wait until the file can be written again; later ones are lost, and counted. */
const maxWaitingBytes = 256 * 1024

/**
 * The file behind the daemon's log. Each line is on disk when `write` returns: an asynchronous destination loses the
 * last lines at the process's death, and those are the ones that matter. A line is written whole or waits. pino's own
 * destination leaves half a line when the disk is full, and can neither say what it lost nor that its file is gone.
 */
export class LogFile {
  readonly #path: string
  #fd: number | undefined
  #trouble: string | undefined
  #waiting: string[] = []
  #waitingBytes = 0
  /** Written since the file was last seen at its place. */
  #unseenLines = 0
  #lostLines = 0

  constructor(path: string) {
    this.#path = path
    this.#open()
  }

  /** Why lines wait; undefined while they are written. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /** Never throws. */
  write(line: string): void {
    if (this.#waiting.length > 0 || !this.#append(line)) this.#hold(line)
  }

  /** Looks whether the file is still where it belongs, makes it anew if not, and writes what waits. */
  check(): void {
    if (!this.#isInPlace()) this.reopen()
    this.#unseenLines = 0
    const written = this.#waiting.findIndex(line => !this.#append(line))
    this.#waiting = written === -1 ? [] : this.#waiting.slice(written)
    this.#waitingBytes = this.#waiting.reduce((sum, line) => sum + Buffer.byteLength(line), 0)
  }

  /** Opens the file that has its name now; what is written meanwhile waits. */
  reopen(): void {
    if (this.#fd !== undefined) {
      // Nobody will ever read what went into a file without a name.
      if (fstatSync(this.#fd).nlink === 0) this.#lostLines += this.#unseenLines
      closeSync(this.#fd)
    }
    this.#unseenLines = 0
    this.#open()
  }

  /** How many lines were lost since it was last asked; 0 while it is not over. */
  takeLostLines(): number {
    if (this.#trouble !== undefined) return 0
    const lines = this.#lostLines
    this.#lostLines = 0
    return lines
  }

  /** The end: what still waits goes to stderr. */
  close(): void {
    for (const line of this.#waiting) process.stderr.write(line)
    this.#waiting = []
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #open(): void {
    this.#fd = undefined
    try {
      this.#fd = openAppending(this.#path)
      endHalfLine(this.#fd)
      this.#trouble = undefined
    } catch (error) {
      this.#trouble = String(error)
      if (this.#fd !== undefined) closeSync(this.#fd)
      this.#fd = undefined
    }
  }

  #append(line: string): boolean {
    if (this.#fd === undefined) return false
    const bytes = Buffer.from(line)
    let writtenBytes = 0
    try {
      while (writtenBytes < bytes.length) writtenBytes += writeSync(this.#fd, bytes, writtenBytes)
    } catch (error) {
      this.#trouble = `cannot write ${this.#path}: ${String(error)}`
      if (writtenBytes > 0) cutBack(this.#fd, writtenBytes)
      return false
    }
    this.#trouble = undefined
    this.#unseenLines += 1
    return true
  }

  #hold(line: string): void {
    const bytes = Buffer.byteLength(line)
    if (this.#waitingBytes + bytes > maxWaitingBytes) {
      this.#lostLines += 1
      return
    }
    this.#waiting.push(line)
    this.#waitingBytes += bytes
  }

  #isInPlace(): boolean {
    if (this.#fd === undefined) return false
    try {
      return isSame(statSync(this.#path), fstatSync(this.#fd))
    } catch {
      return false
    }
  }
}

/** Makes the folder too, with its parents. */
function openAppending(path: string): number {
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants
  const open = (): number => openSync(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o600)
  try {
    return open()
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    makeFolders(dirname(path))
    return open()
  }
}

/** A daemon that was killed while the disk was full may have left one; the next line must not be glued to it. */
function endHalfLine(fd: number): void {
  const { size } = fstatSync(fd)
  const last = Buffer.alloc(1)
  if (size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== '\n') writeSync(fd, '\n')
}

function cutBack(fd: number, bytes: number): void {
  try {
    ftruncateSync(fd, fstatSync(fd).size - bytes)
  } catch {
    // What is no regular file cannot be cut.
  }
}

function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.dev === other.dev
}
