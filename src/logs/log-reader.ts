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
    this.#decoder = new StringDecoder('utf8')
    this.#halfLine = ''
  }

  /** Opens the log, where there is one, and learns its number: the same before and after, or it was rotated meanwhile. */
  #open(): void {
    for (;;) {
      const newest = this.#rotated().at(-1) ?? 0
      this.#fd = openIfThere(join(this.#folder, this.#log))
      this.#number = newest + 1
      if (newest === (this.#rotated().at(-1) ?? 0)) return
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
      text += this.#decoder.write(buffer.subarray(0, bytes))
    }
    const lines = text.split('\n')
    this.#halfLine = lines.pop() ?? ''
    return lines
  }

  #isReplaced(fd: number): boolean {
    const now = statSync(join(this.#folder, this.#log), { throwIfNoEntry: false })
    return now !== undefined && now.ino !== fstatSync(fd).ino
  }

  /** The numbers of the rotated files, the oldest first. */
  #rotated(): number[] {
    const numbers = readdirSync(this.#folder).flatMap(name => {
      const { log, form, number } = parseLogName(name) ?? {}
      return log === this.#log && number !== undefined && form !== 'partial' ? [number] : []
    })
    return [...new Set(numbers)].sort((a, b) => a - b)
  }

  /** The plain one goes as soon as the packed one is there; empty when it was too old and went. */
  #readRotated(number: number): string {
    const plain = join(this.#folder, plainName(this.#log, number))
    const packed = join(this.#folder, packedName(this.#log, number))
    const content = readIfThere(plain) ?? unpack(readIfThere(packed))
    return content?.toString('utf8') ?? ''
  }
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function unpack(packed: Buffer | undefined): Buffer | undefined {
  return packed && gunzipSync(packed)
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
