import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { gunzipSync } from 'node:zlib'
import { errorCode } from '../host/system-error.js'
import { packedName, parseLogName, plainName } from './log-names.js'

/** Reads a log in the order in which it was written, through its rotated files and on through the next rotations. */
export class LogReader {
  readonly #folder: string
  readonly #log: string
  #fd: number | undefined
  #readBytes = 0
  /** The number that the open file will get when it is rotated. */
  #number = 1
  #decoder = new StringDecoder('utf8')
  #halfLine = ''

  constructor(path: string) {
    this.#folder = dirname(path)
    this.#log = basename(path)
  }

  /** The last lines of all that there is; to be called once, and first. Throws where the log cannot be read. */
  readLast(count: number): readonly string[] {
    this.#open()
    let lines = this.#readOn()
    for (const number of this.#rotated().reverse()) {
      if (lines.length >= count || number >= this.#number) continue
      lines = [...splitLines(this.#readRotated(number)), ...lines]
    }
    return lines.slice(-count)
  }

  /** The lines since the last call. */
  readMore(): readonly string[] {
    if (this.#fd === undefined) this.#open()
    const lines = this.#readOn()
    if (this.#fd === undefined || !this.#isReplaced(this.#fd)) return lines
    // Nothing is written to a file any more when there is another under its name.
    const last = this.#readOn()
    const whatStays = this.#halfLine === '' ? [] : [this.#halfLine]
    const firstAfter = this.#number + 1
    this.close()
    this.#open()
    const between = this.#rotated().filter(number => number >= firstAfter && number < this.#number)
    const missed = between.flatMap(number => splitLines(this.#readRotated(number)))
    return [...lines, ...last, ...whatStays, ...missed, ...this.#readOn()]
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
    this.#readBytes = 0
    this.#decoder = new StringDecoder('utf8')
    this.#halfLine = ''
  }

  /** Opens the log, where there is one, and learns its number: the same before and after, or it was rotated meanwhile. */
  #open(): void {
    for (;;) {
      const number = this.#nextNumber()
      this.#fd = openIfThere(join(this.#folder, this.#log))
      this.#number = number
      if (number === this.#nextNumber()) return
      this.close()
    }
  }

  #readOn(): readonly string[] {
    if (this.#fd === undefined) return []
    const buffer = Buffer.alloc(64 * 1024)
    let text = this.#halfLine
    for (;;) {
      const bytes = readSync(this.#fd, buffer)
      if (bytes === 0) break
      this.#readBytes += bytes
      text += this.#decoder.write(buffer.subarray(0, bytes))
    }
    const lines = text.split('\n')
    this.#halfLine = lines.pop() ?? ''
    return lines
  }

  /** By another file, or by nothing: it was cut because it could not be rotated. */
  #isReplaced(fd: number): boolean {
    const now = statSync(join(this.#folder, this.#log), { throwIfNoEntry: false })
    return now !== undefined && (now.ino !== fstatSync(fd).ino || now.size < this.#readBytes)
  }

  /** The numbers of the rotated files, the oldest first. */
  #rotated(): number[] {
    const files = this.#numbered().filter(({ isFile, form }) => isFile && form !== 'partial')
    return [...new Set(files.map(({ number }) => number))].sort((a, b) => a - b)
  }

  /** Above everything that has such a name, as the rotation chooses it. */
  #nextNumber(): number {
    return Math.max(0, ...this.#numbered().map(({ number }) => number)) + 1
  }

  #numbered() {
    return readdirSync(this.#folder, { withFileTypes: true }).flatMap(entry => {
      const { log, form, number } = parseLogName(entry.name) ?? {}
      return log === this.#log && number !== undefined ? [{ form, number, isFile: entry.isFile() }] : []
    })
  }

  /** The plain one goes as soon as the packed one is there; empty when it was too old and went. */
  #readRotated(number: number): string {
    const plain = join(this.#folder, plainName(this.#log, number))
    const packed = join(this.#folder, packedName(this.#log, number))
    const content = readIfThere(plain) ?? readPacked(packed)
    return content?.toString('utf8') ?? ''
  }
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Of one that is broken a line says so, in the form of the others. */
function readPacked(path: string): Buffer | undefined {
  const packed = readIfThere(path)
  try {
    return packed && gunzipSync(packed)
  } catch (error) {
    const time = statSync(path).mtime.toISOString()
    const msg = `${path} cannot be unpacked: ${String(error)}`
    return Buffer.from(JSON.stringify({ level: 40, time, msg }))
  }
}

function openIfThere(path: string): number | undefined {
  return ifThere(() => openSync(path, 'r'))
}

function readIfThere(path: string): Buffer | undefined {
  return ifThere(() => readFileSync(path))
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
