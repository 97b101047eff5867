/** What one row plays on: it remembers what must be cleared, what did not hold, and whom the row itself has struck. */
export class Stage {
  readonly #clears: (() => unknown)[] = []
  readonly #struck = new Set<number>()
  readonly #failures: string[] = []
  readonly #homes = new Set<string>()
  #ownEnds = 0

  /** Called when the row is over, the last one first. */
  teardown(clear: () => unknown): void {
    this.#clears.push(clear)
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
    for (const clear of this.#clears.splice(0).reverse())
      try {
        await clear()
      } catch (error) {
        this.#failures.push(`not cleared: ${String(error)}`)
      }
  }
}
