import type { Settings } from '../../config/settings.js'
import type { ObservedJudgePolicy } from '../../core/judge-observed.js'
import type { ObservedEditor } from '../../core/observed-gopls.js'
import type { ProcessTable } from '../../host/process-table.js'
import type { ObservedProcess } from './observed-process.js'
import type { TellObserved } from './tell-observed.js'
import { endObserved, resumeObserved } from './treat-observed.js'

export interface TreatmentsDependencies {
  readonly table: ProcessTable
  readonly settings: () => Pick<Settings, 'stop'>
  readonly tell: TellObserved
}

const hourMs = 3_600_000
/** Enough to recognise a `go list` and its arguments. */
const maxCommandLength = 200
const maxChildren = 20

/** What is being done about processes that guardian did not start, and how often lately. */
export class Treatments {
  readonly #deps: TreatmentsDependencies
  #leaving = new AbortController()
  readonly #running = new Set<Promise<void>>()
  #ends: readonly { readonly editor: ObservedEditor; readonly atMs: number }[] = []

  constructor(deps: TreatmentsDependencies) {
    this.#deps = deps
  }

  /** How many that this editor owned were ended within the last hour. */
  countEnds(editor: ObservedEditor, nowMs: number): number {
    this.#ends = this.#ends.filter(({ atMs }) => nowMs - atMs < hourMs)
    return this.#ends.filter(end => end.editor === editor).length
  }

  begin(
    process: ObservedProcess,
    action: 'resume' | 'end',
    policy: ObservedJudgePolicy,
    nowMs: number,
  ): void {
    const { editor } = process.gopls
    const isOwned = process.judgement.verdict !== 'orphan'
    if (action === 'end' && isOwned) this.#ends = [...this.#ends, { editor, atMs: nowMs }]
    const treatment = process
      .treat(() => this.#treat(process, action, policy))
      .finally(() => this.#running.delete(treatment))
    this.#running.add(treatment)
  }

  /** What is being done is left half-way; what comes next is not. */
  abandon(): void {
    this.#leaving.abort()
    this.#leaving = new AbortController()
  }

  /** Resolves when nothing is being done any more; what was begun may be left half-way. */
  async close(): Promise<void> {
    this.#leaving.abort()
    await Promise.all(this.#running)
  }

  async #treat(
    process: ObservedProcess,
    action: 'resume' | 'end',
    policy: ObservedJudgePolicy,
  ): Promise<void> {
    const { table, settings, tell } = this.#deps
    const { gopls, judgement, evidence, identity } = process
    const { signal } = this.#leaving
    // Evidence first: afterwards there is nothing left to look at.
    const children = await this.#readChildren(gopls.pid)
    if (signal.aborted) return
    const { version } = gopls
    tell('observed.acting', gopls, { version, ...judgement, action, evidence, policy, children })
    const options = { table, termGraceMs: settings().stop.termGraceMs, signal }
    const outcome = await (action === 'end' ? endObserved : resumeObserved)(identity, options)
    tell('observed.acted', gopls, { verdict: judgement.verdict, action, outcome })
  }

  async #readChildren(pid: number): Promise<readonly { readonly pid: number; readonly command: string }[]> {
    const rows = await this.#deps.table.readEvery().catch(() => [])
    return rows
      .filter(({ parentPid }) => parentPid === pid)
      .slice(0, maxChildren)
      .map(row => ({ pid: row.pid, command: row.command.slice(0, maxCommandLength) }))
  }
}
