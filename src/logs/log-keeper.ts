import type { FSWatcher } from 'node:fs'
import type { Clock } from '../host/clock.js'
import { DeadlineTimer } from '../host/deadline-timer.js'
import { carryOutStep } from './carry-out-step.js'
import { listLogs } from './list-logs.js'
import type { LogFile } from './log-file.js'
import { guardianLogName, parseLogName, slotOfLog } from './log-names.js'
import { type FoundFile, planRotation, type RotationPolicy, type RotationSequence } from './rotation-plan.js'
import { watchOnce } from './watch-once.js'

export interface LogKeeperOptions {
  readonly folder: string
  /** guardian.log; a relay that is alone writes none. */
  readonly file?: LogFile
  /** The slots whose logs it keeps; all logs where it is left out. */
  readonly isOurs?: (slot: string) => boolean
  /** The slots that may have a gopls. */
  readonly slotsInUse: () => ReadonlySet<string>
  readonly limits: () => { readonly maxSizeBytes: number; readonly maxFiles: number }
  readonly clock: Clock
  /** Called after each look: what keeps logs from being written or rotated, if anything does. */
  readonly onTrouble: (detail: string | undefined) => void
  readonly emit: (kind: 'log.rotated' | 'log.lost', data: Readonly<Record<string, unknown>>) => void
}

/** After a change, in which time a flood of 100 MB/s writes 200 MB. */
const lookMs = 2_000
/** While nothing is written. */
const calmLookMs = 10_000
/** While such a flood is there, it writes no more than 25 MB between two looks. */
const lookInFloodMs = 250
const archiveGapMs = 10_000
const retryMs = 30_000
const maxAgeMs = 30 * 24 * 60 * 60_000
/** The whole folder may take as much as so many logs with all their rotated files, were none of them packed. */
const fullLogs = 4

/** Keeps the logs within their limits, and guardian.log writable; tells what was lost once it is over. */
export class LogKeeper {
  readonly #options: LogKeeperOptions
  readonly #closing = new AbortController()
  readonly #timer = new DeadlineTimer(() => void this.#look())
  readonly #droppedBytes = new Map<string, number>()
  #watcher: FSWatcher | undefined
  #trouble: string | undefined
  #mayArchiveFromMs = Number.NEGATIVE_INFINITY

  constructor(options: LogKeeperOptions) {
    this.#options = options
  }

  /** Resolves after the first look, which finishes what an earlier daemon left. */
  start(): Promise<void> {
    return this.#look()
  }

  /** What is half done then is for the next start. */
  close(): void {
    this.#closing.abort()
    this.#watcher?.close()
    this.#timer.arm(undefined)
  }

  async #look(): Promise<void> {
    const { file, onTrouble } = this.#options
    this.#watcher?.close()
    file?.check()
    const cut = await this.#rotate()
    if (this.#closing.signal.aborted) return
    const trouble = file?.trouble ?? this.#trouble
    onTrouble(trouble)
    this.#tellLost(cut)
    if (cut.size > 0) this.#timer.arm(lookInFloodMs)
    else if (trouble !== undefined) this.#timer.arm(lookMs)
    else this.#waitForChange()
  }

  #waitForChange(): void {
    this.#watcher = watchOnce(this.#options.folder, () => {
      if (!this.#closing.signal.aborted) this.#timer.arm(lookMs)
    })
    this.#timer.arm(this.#watcher ? calmLookMs : lookMs)
  }

  /** Resolves with the logs of which something was cut off. */
  async #rotate(): Promise<ReadonlySet<string>> {
    const { folder, clock } = this.#options
    const mayArchive = clock.monotonicMs() >= this.#mayArchiveFromMs
    const cut = new Set<string>()
    try {
      const plan = planRotation(
        listLogs(folder).filter(this.#isOurs),
        clock.wallMs(),
        this.#policy(mayArchive),
      )
      if (mayArchive) this.#trouble = undefined
      for (const sequence of plan) await this.#carryOut(sequence, cut)
    } catch (error) {
      this.#trouble = `cannot list the logs: ${String(error)}`
    }
    return cut
  }

  readonly #isOurs = ({ name }: FoundFile): boolean => {
    const { isOurs } = this.#options
    return isOurs === undefined || isOurs(slotOfLog(parseLogName(name)?.log ?? '') ?? '')
  }

  #policy(mayArchive: boolean): RotationPolicy {
    const { limits, slotsInUse } = this.#options
    const { maxSizeBytes, maxFiles } = limits()
    const totalBytes = fullLogs * (maxFiles + 1) * maxSizeBytes
    return {
      maxSizeBytes,
      maxFiles,
      maxAgeMs,
      totalBytes,
      archiveGapMs,
      mayArchive,
      slotsInUse: slotsInUse(),
    }
  }

  /** A step that fails ends its sequence, as a kill there would: the next plan goes on from what it finds. */
  async #carryOut(sequence: RotationSequence, cut: Set<string>): Promise<void> {
    const { folder, emit, clock } = this.#options
    const surroundings = { folder, reopen: () => this.#reopen(), signal: this.#closing.signal }
    try {
      for (const step of sequence) {
        if (this.#closing.signal.aborted) return
        const droppedBytes = await carryOutStep(step, surroundings)
        if (step.kind === 'reopen') emit('log.rotated', { file: guardianLogName })
        if (step.kind !== 'cut') continue
        if (sequence.length > 1) emit('log.rotated', { file: step.file })
        cut.add(step.file)
        this.#droppedBytes.set(step.file, (this.#droppedBytes.get(step.file) ?? 0) + droppedBytes)
      }
    } catch (error) {
      this.#trouble = `cannot rotate the logs: ${String(error)}`
      this.#mayArchiveFromMs = clock.monotonicMs() + retryMs
    }
  }

  #reopen(): void {
    const { file } = this.#options
    file?.reopen()
    if (file?.trouble !== undefined) throw new Error(file.trouble)
  }

  #tellLost(cut: ReadonlySet<string>): void {
    const { file, emit } = this.#options
    const lines = file?.takeLostLines() ?? 0
    if (lines > 0) emit('log.lost', { file: guardianLogName, lines })
    for (const [name, bytes] of this.#droppedBytes) {
      if (cut.has(name)) continue
      this.#droppedBytes.delete(name)
      if (bytes > 0) emit('log.lost', { file: name, bytes })
    }
  }
}
