import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What one row plays on: it remembers what must be cleared, what did not hold, and whom the row itself has struck. */
export class Stage {
  readonly #clears: (() => unknown)[] = []
  readonly #struck = new Set<number>()
  readonly #failures: string[] = []
  readonly #homes = new Set<string>()
  #ownEnds = 0
  #isClosed = false

  /** Called when the row is over, the last one first; at once for a row that was given up and goes on all the same. */
  teardown(clear: () => unknown): void {
    if (this.#isClosed) void this.#run(clear)
    else this.#clears.push(clear)
  }

  /** An empty one, for as long as the row is played. */
  async makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'fault-row-'))
    this.teardown(() => rm(folder, { recursive: true, force: true }))
    return folder
  }

  check(holds: boolean, what: string): void {
    if (!holds) this.#failures.push(what)
  }

  /** A folder of a daemon, by which its processes are known. */
  addHome(home: string): void {
    this.#homes.add(home)
  }

  /** Signals a process of this row; its end is then no deed of guardian's. */
  strike(pid: number, signal: NodeJS.Signals): void {
    // By now the pid may be of a process of the next row.
    if (this.#isClosed) throw new Error('the row is over')
    if (!['SIGSTOP', 'SIGCONT'].includes(signal)) this.#struck.add(pid)
    process.kill(pid, signal)
  }

  /** So many gopls ended by themselves, as is known from elsewhere than guardian's events. */
  countOwnEnds(count: number): void {
    this.#ownEnds += count
  }

  get struck(): ReadonlySet<number> {
    return this.#struck
  }

  get ownEnds(): number {
    return this.#ownEnds
  }

  get homes(): readonly string[] {
    return [...this.#homes]
  }

  get failures(): readonly string[] {
    return this.#failures
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const clear of this.#clears.splice(0).reverse()) await this.#run(clear)
  }

  async #run(clear: () => unknown): Promise<void> {
    try {
      await clear()
    } catch (error) {
      this.#failures.push(`not cleared: ${String(error)}`)
    }
  }
}
