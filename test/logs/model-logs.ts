import { parseLogName } from '../../src/logs/log-names.js'
import type { FoundFile, RotationStep } from '../../src/logs/rotation-plan.js'

interface ModelFile {
  readonly lines: readonly string[]
  readonly mtimeMs: number
}

const bytesOfLine = 10

/** A folder of logs in memory, on which steps do what they do on a disk, wholly or until a kill in their midst. */
export class ModelLogs {
  readonly files = new Map<string, ModelFile>()
  /** The file that the daemon writes its lines to, under whatever name it has now. */
  #open = 'guardian.log'
  #written = 0

  found(): FoundFile[] {
    return [...this.files].map(([name, { lines, mtimeMs }]) => ({
      name,
      isFile: true,
      mtimeMs,
      sizeBytes: lines.length * bytesOfLine,
    }))
  }

  write(count: number, nowMs: number): void {
    const lines = Array.from({ length: count }, () => `line ${this.#written++}`)
    this.append(this.#open, lines, nowMs)
  }

  append(name: string, more: readonly string[], nowMs: number): void {
    this.files.set(name, { lines: [...(this.files.get(name)?.lines ?? []), ...more], mtimeMs: nowMs })
  }

  /** What a daemon does first: it opens the log under its name. */
  restart(): void {
    this.#open = 'guardian.log'
  }

  carryOut(step: RotationStep, nowMs: number): void {
    switch (step.kind) {
      case 'remove':
        this.files.delete(step.file)
        break
      case 'rename':
        if (this.#open === step.file) this.#open = step.to
        this.files.set(step.to, this.#get(step.file))
        this.files.delete(step.file)
        break
      case 'reopen':
        this.restart()
        break
      case 'copy': {
        const first = step.fromByte / bytesOfLine
        const lines = this.#get(step.file).lines.slice(first, first + step.bytes / bytesOfLine)
        this.files.set(step.to, { lines, mtimeMs: nowMs })
        break
      }
      case 'cut': {
        const lines = this.#get(step.file).lines.slice(step.bytes / bytesOfLine)
        this.files.set(step.file, { lines, mtimeMs: nowMs })
        break
      }
      case 'pack':
        this.files.set(step.to, { ...this.#get(step.file), mtimeMs: nowMs })
        break
      default:
        step satisfies never
    }
  }

  /** The daemon is killed while it does this: what it writes to has some of its lines. */
  carryOutHalf(step: RotationStep, nowMs: number): void {
    if (step.kind !== 'copy' && step.kind !== 'pack') return
    this.carryOut(step, nowMs)
    const { lines } = this.#get(step.to)
    this.files.set(step.to, { lines: lines.slice(0, Math.floor(lines.length / 2)), mtimeMs: nowMs })
  }

  /** All lines of guardian.log, from the oldest rotated file to the newest line. */
  linesOfGuardian(): string[] {
    const number = (name: string): number => parseLogName(name)?.number ?? Number.POSITIVE_INFINITY
    const names = [...this.files.keys()].filter(name => name.startsWith('guardian.log'))
    return names.sort((a, b) => number(a) - number(b)).flatMap(name => this.#get(name).lines)
  }

  allWritten(): string[] {
    return Array.from({ length: this.#written }, (_, index) => `line ${index}`)
  }

  #get(name: string): ModelFile {
    const file = this.files.get(name)
    if (!file) throw new Error(`ENOENT ${name}`)
    return file
  }
}
