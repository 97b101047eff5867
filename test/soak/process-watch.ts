import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { defaultSettings } from '../../src/config/settings.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import type { ProcessRow, ProcessTable } from '../../src/host/process-table.js'
import { findGopls } from '../faults/witness.js'

/** What a process held at one moment. */
export interface Footprint {
  readonly atMs: number
  readonly residentMb: number
  /** NaN where the system does not tell. */
  readonly openFiles: number
}

export interface WatchedHome {
  readonly home: string
  readonly daemonPid: number
  readonly everyMs: number
}

const lookForGoplsMs = 500

/** Watches the processes of a daemon's home from outside, by the process table: nobody is asked for anything. */
export class ProcessWatch {
  readonly daemon: Footprint[] = []
  /** One list for each relay. */
  readonly relays = new Map<number, Footprint[]>()
  /** Every gopls that ever listened in this home, by its pid, with the most memory that it was seen to hold. */
  readonly goplsPeaks = new Map<number, number>()
  readonly #options: WatchedHome
  readonly #table: ProcessTable
  readonly #over = new AbortController()
  readonly #watching: Promise<void>

  static async start(options: WatchedHome): Promise<ProcessWatch> {
    return new ProcessWatch(options, await openProcessTable(process.platform))
  }

  private constructor(options: WatchedHome, table: ProcessTable) {
    this.#options = options
    this.#table = table
    this.#watching = this.#watch()
  }

  async close(): Promise<void> {
    this.#over.abort()
    await this.#watching
  }

  /** Whether it was seen to hold more than guardian lets a gopls have. */
  readonly isBloated = (pid: number): boolean =>
    (this.goplsPeaks.get(pid) ?? 0) > defaultSettings.limits.memoryBytes

  async #watch(): Promise<void> {
    for (let measuredAtMs = -Infinity; !this.#over.signal.aborted; ) {
      const rows = (await this.#table.readEvery()).filter(({ state }) => state !== 'zombie')
      for (const row of findGopls(rows)) if (isGopls(row, this.#options.home)) this.#notePeak(row)
      if (performance.now() - measuredAtMs >= this.#options.everyMs) {
        measuredAtMs = performance.now()
        for (const row of rows) await this.#measure(row)
      }
      await delay(lookForGoplsMs, undefined, { signal: this.#over.signal }).catch(() => undefined)
    }
  }

  #notePeak({ pid, residentBytes }: ProcessRow): void {
    this.goplsPeaks.set(pid, Math.max(residentBytes, this.goplsPeaks.get(pid) ?? 0))
  }

  async #measure(row: ProcessRow): Promise<void> {
    const list = this.#listOf(row)
    const openFiles = await countOpenFiles(row.pid)
    list?.push({ atMs: performance.now(), residentMb: row.residentBytes / 2 ** 20, openFiles })
  }

  #listOf(row: ProcessRow): Footprint[] | undefined {
    if (row.pid === this.#options.daemonPid) return this.daemon
    if (!isRelay(row)) return undefined
    const list = this.relays.get(row.pid) ?? []
    this.relays.set(row.pid, list)
    return list
  }
}

function isGopls({ pid, groupId, command }: ProcessRow, home: string): boolean {
  return pid === groupId && command.includes(' serve ') && command.includes(home)
}

/** The drop-in becomes its relay, so that it stays a child of the editor, which is us. */
function isRelay({ parentPid, command }: ProcessRow): boolean {
  return parentPid === process.pid && /\/cli\/lsp\.js\b/.test(command)
}

async function countOpenFiles(pid: number): Promise<number> {
  return await readdir(`/proc/${pid}/fd`).then(
    names => names.length,
    () => Number.NaN,
  )
}
