import { openProcessTable } from '../../src/host/open-process-table.js'
import type { ProcessRow, ProcessTable } from '../../src/host/process-table.js'

/** What lives for less than this may not be seen. */
export const lookEveryMs = 100

/** Looks at the computer's processes itself: whatever guardian says, a gopls that was seen and is gone has ended. */
export class Witness {
  readonly #table: ProcessTable
  readonly #homes: () => readonly string[]
  readonly #seen = new Set<number>()
  readonly #timer: NodeJS.Timeout
  #looking: Promise<unknown> = Promise.resolve()

  static async start(homes: () => readonly string[]): Promise<Witness> {
    return new Witness(await openProcessTable(process.platform), homes)
  }

  private constructor(table: ProcessTable, homes: () => readonly string[]) {
    this.#table = table
    this.#homes = homes
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look())
    }, lookEveryMs)
  }

  /** Every gopls seen of these homes that is there no more. */
  async stop(): Promise<readonly number[]> {
    clearInterval(this.#timer)
    await this.#looking
    const living = new Set(await this.#look())
    return [...this.#seen].filter(pid => !living.has(pid))
  }

  async #look(): Promise<readonly number[]> {
    const rows = await findProcesses(this.#table, this.#homes())
    const pids = findGopls(rows).map(({ pid }) => pid)
    for (const pid of pids) this.#seen.add(pid)
    return pids
  }
}

/** Every living process whose command names one of these folders. */
export async function findProcesses(
  table: ProcessTable,
  homes: readonly string[],
): Promise<readonly ProcessRow[]> {
  return (await table.readEvery()).filter(row => row.state !== 'zombie' && isOfHome(row, homes))
}

function isOfHome({ command }: ProcessRow, homes: readonly string[]): boolean {
  return homes.some(home => command.includes(`${home}/`))
}

/**
 * Each leads a group of its own; the children of a script that stands for gopls do not count, nor does what gopls
 * itself has only forked: its telemetry leads a group too, with the command of gopls until it has its own.
 */
export function findGopls(rows: readonly ProcessRow[]): readonly ProcessRow[] {
  const commands = new Map(rows.map(({ pid, command }) => [pid, command]))
  return rows.filter(
    ({ pid, parentPid, groupId, command }) =>
      pid === groupId && /\bserve -listen=/.test(command) && commands.get(parentPid) !== command,
  )
}
