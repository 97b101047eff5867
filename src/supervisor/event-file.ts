import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { readPrivateFile } from '../host/private-file.js'
import { makeFolders } from '../host/private-folder.js'
import { errorCode } from '../host/system-error.js'
import { decodeEvent, type EventLine } from './event-line.js'

export interface EventFileOptions {
  readonly file: string
  /** Told when events cannot be written; and with undefined when they can again, and how many never were. */
  readonly onTrouble: (detail: string | undefined, lostEvents: number) => void
  readonly limits?: EventFileLimits
}

export interface EventFileLimits {
  /** Of the file, and of the one before it. */
  readonly maxFileBytes: number
  readonly batchBytes: number
  readonly batchDelayMs: number
  /** What waits for a full disk; beyond it the oldest are lost. */
  readonly maxWaitingBytes: number
  readonly retryDelayMs: number
}

const usualLimits: EventFileLimits = {
  maxFileBytes: 1024 * 1024,
  batchBytes: 64 * 1024,
  batchDelayMs: 250,
  maxWaitingBytes: 256 * 1024,
  retryDelayMs: 5_000,
}

/**
 * Writes events down for the next daemon, in batches: a SIGKILL takes a quarter of a second of them, any other end
 * none. Each batch opens the file anew, so whatever befell file or folder is over when it is over.
 */
export class EventFile {
  readonly #options: EventFileOptions
  readonly #limits: EventFileLimits
  readonly #flushAtExit = (): void => this.flush()
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #lostEvents = 0
  #isFailing = false
  /** What was written last may have been cut short, by this process or by the death of an earlier one. */
  #mayBeTorn = true
  #isClosed = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: EventFileOptions) {
    this.#options = options
    this.#limits = options.limits ?? usualLimits
    process.on('exit', this.#flushAtExit)
  }

  add({ json }: EventLine): void {
    if (this.#isClosed) return
    const line = Buffer.from(`${json}\n`)
    this.#waiting.push(line)
    this.#waitingBytes += line.length
    if (this.#isFailing) this.#dropOldest()
    else if (this.#waitingBytes >= this.#limits.batchBytes) this.flush()
    this.#arm()
  }

  /** Writes down what waits; never throws. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#waiting.length === 0) return
    try {
      this.#append(Buffer.concat(this.#waiting))
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#waiting = []
    this.#waitingBytes = 0
    if (this.#isFailing) this.#tell(undefined)
    this.#isFailing = false
    this.#lostEvents = 0
  }

  close(): void {
    this.#isClosed = true
    this.flush()
    process.off('exit', this.#flushAtExit)
  }

  #arm(): void {
    if (this.#isClosed || this.#waiting.length === 0) return
    const delayMs = this.#isFailing ? this.#limits.retryDelayMs : this.#limits.batchDelayMs
    this.#timer ??= setTimeout(() => this.flush(), delayMs).unref()
  }

  #append(batch: Buffer): void {
    const { file } = this.#options
    this.#makeRoom(batch.length)
    const fd = openSync(file, appendFlags, 0o600)
    try {
      const { size } = fstatSync(fd)
      try {
        writeAll(fd, this.#mayBeTorn && size > 0 ? Buffer.concat([lineEnd, batch]) : batch)
        this.#mayBeTorn = false
      } catch (error) {
        this.#mayBeTorn = true
        ftruncateSync(fd, size)
        throw error
      }
    } finally {
      closeSync(fd)
    }
  }

  #makeRoom(bytes: number): void {
    const { file } = this.#options
    const stats = statSync(file, { throwIfNoEntry: false })
    const isFull = stats?.isFile() && stats.size > 0 && stats.size + bytes > this.#limits.maxFileBytes
    if (isFull) renameSync(file, olderFile(file))
  }

  #fail(error: unknown): void {
    if (!this.#isFailing) this.#tell(String(error))
    this.#isFailing = true
    this.#dropOldest()
    if (errorCode(error) === 'ENOENT') tryToMakeFolders(dirname(this.#options.file))
    this.#arm()
  }

  #dropOldest(): void {
    while (this.#waitingBytes > this.#limits.maxWaitingBytes) {
      this.#waitingBytes -= this.#waiting.shift()?.length ?? 0
      this.#lostEvents += 1
    }
  }

  /** Later: it makes an event, and we may be in the midst of one. */
  #tell(detail: string | undefined): void {
    const lostEvents = this.#lostEvents
    queueMicrotask(() => this.#options.onTrouble(detail, lostEvents))
  }
}

/** What earlier daemons wrote down, without what is damaged; nothing where there is no file of ours. */
export async function readEventFile(file: string): Promise<readonly EventLine[]> {
  const lines: EventLine[] = []
  for (const path of [olderFile(file), file]) {
    const read = await readPrivateFile(path, 2 * usualLimits.maxFileBytes)
    for (const json of read.ok ? read.text.split('\n') : []) {
      const line = decodeEvent(json)
      if (line && line.seq > (lines.at(-1)?.seq ?? 0)) lines.push(line)
    }
  }
  return lines
}

function olderFile(file: string): string {
  return file.replace(/\.jsonl$/, '.old.jsonl')
}

/** Without O_NONBLOCK the opening of a named pipe would wait for a reader. */
const appendFlags =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

const lineEnd = Buffer.from('\n')

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}

function tryToMakeFolders(path: string): void {
  try {
    makeFolders(path)
  } catch {
    // The next attempt tells what is still wrong.
  }
}
