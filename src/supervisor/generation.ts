import { setTimeout as delay } from 'node:timers/promises'
import type { ProcessEnd } from '../core/instance-state.js'
import { awaitFirstAnswer } from '../gopls/await-answer.js'
import { Prober } from '../gopls/prober.js'
import type { SpawnedGopls } from '../gopls/spawn-gopls.js'
import { clearStaleSocket } from '../gopls/stale-socket.js'
import { isAlive } from '../host/identity.js'
import type { ProcessTable } from '../host/process-table.js'
import { signalGroup } from '../host/signal.js'
import type { ProcessRecord } from './instance-record.js'
import { SharedLook } from './shared-look.js'
import { type TerminateOptions, terminate } from './terminate.js'

export interface GenerationOptions {
  readonly number: number
  readonly process: ProcessRecord
  readonly table: ProcessTable
  /** Our own child; undefined for an adopted process, whose exit nobody can see. */
  readonly child: SpawnedGopls | undefined
  /** Whether what a dead leader leaves in its group is ended: not in a dry run. */
  readonly sweeps: () => boolean
  readonly onReady: () => void
  readonly onEnded: (end: ProcessEnd) => void
}

/** After the connection's end the process needs a moment to become a zombie; then it is not a death. */
const deathNoticeLooksMs = [0, 5, 10, 20, 40, 80, 160]
/** One that is still there after so many of these looks lives, and only the connection has ended. */
const looksOfTheLiving = 3

/** How long a closer look may take: gopls answers it in milliseconds or not at all. */
const dumpLimitMs = 2_000

/** One running gopls: its process, the connection that is held to it, and its one end. */
export class Generation {
  readonly number: number
  readonly process: ProcessRecord
  readonly adopted: boolean
  readonly prober: Prober
  readonly inside: SharedLook
  readonly #table: ProcessTable
  readonly #onEnded: GenerationOptions['onEnded']
  readonly #child: SpawnedGopls | undefined
  readonly #sweeps: () => boolean
  readonly #over = new AbortController()
  #hasEnded = false

  constructor(options: GenerationOptions) {
    this.number = options.number
    this.process = options.process
    this.adopted = options.child === undefined
    this.#table = options.table
    this.#child = options.child
    this.#sweeps = options.sweeps
    this.#onEnded = options.onEnded
    this.inside = new SharedLook(this.process.socketPath, dumpLimitMs)
    // A process table that cannot be read tells nothing; the next look tries again.
    this.prober = new Prober(this.process.socketPath, () => void this.#lookForDeath().catch(() => undefined))
    void this.#child?.ended.then(end => this.#end(end))
    void this.#becomeReady(options.onReady)
  }

  /** To be called when the process table no longer shows the process (its connection may not tell). */
  async confirmDeath(): Promise<void> {
    if (!this.#hasEnded && !(await isAlive(this.#table, this.process.identity))) this.#endUnseen()
  }

  /** After somebody's connection was lost: resolves when it is seen to live, or when its end is known. */
  async confirmLife(): Promise<void> {
    let seenAlive = 0
    for (const lookMs of deathNoticeLooksMs) {
      await delay(lookMs)
      if (this.#hasEnded || seenAlive === looksOfTheLiving) return
      if (await isAlive(this.#table, this.process.identity).catch(() => true)) seenAlive += 1
      else this.#endUnseen()
    }
  }

  async terminate(options: Omit<TerminateOptions, 'table' | 'signal'>): Promise<void> {
    const { signal } = this.#over
    const isGone = await terminate(this.process.identity, { ...options, table: this.#table, signal })
    if (signal.aborted) return
    if (!isGone) this.#end({ kind: 'unkillable' })
    // A child's own exit code is on its way; nobody will report that of an adopted one.
    else if (this.adopted) this.#endUnseen()
  }

  /** Lets go of the process without harming it: the next daemon will take it over. */
  release(): void {
    this.#hasEnded = true
    this.#over.abort()
    this.prober.close()
    this.#child?.unref()
  }

  async #becomeReady(onReady: GenerationOptions['onReady']): Promise<void> {
    const connection = await awaitFirstAnswer(this.process.socketPath, this.#over.signal)
    if (!connection) return
    this.prober.noteAnswer()
    this.prober.hold(connection)
    onReady()
  }

  async #lookForDeath(): Promise<void> {
    for (const lookMs of deathNoticeLooksMs) {
      await delay(lookMs)
      await this.confirmDeath()
      if (this.#hasEnded) return
    }
  }

  #endUnseen(): void {
    // Our own child's exit code comes with its exit event, a moment later.
    if (this.adopted) this.#end({ kind: 'unobserved' })
  }

  #end(end: ProcessEnd): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#over.abort()
    this.prober.close()
    // What a dead leader leaves behind in its group (go list, say) has nobody to report to.
    if (this.#sweeps()) void signalGroup(this.#table, this.process.identity, 'SIGKILL').catch(() => undefined)
    void clearStaleSocket(this.process.socketPath)
    this.#onEnded(end)
  }
}
