import type { JobEnd } from './job-end.js'
import { dueAtMs, type JobAction, type JobEvent, stepJob } from './job-rules.js'
import { createJobState, type JobRules } from './job-state.js'

export const plainRules: JobRules = {
  runsAtLoad: false,
  keepAlive: false,
  intervalMs: null,
  throttleMs: 10_000,
  exitTimeOutMs: 5_000,
  abandonsGroup: false,
}

/** A job whose time passes when the test says so, and whose spawns succeed. */
export class SimulatedJob {
  nowMs = 0
  state
  readonly done: { readonly atMs: number; readonly action: JobAction }[] = []
  #lastPid = 100

  constructor(rules: Partial<JobRules> = {}, defersNondemand = false) {
    this.state = createJobState({ ...plainRules, ...rules }, defersNondemand)
  }

  tell(event: JobEvent): this {
    const { state, actions } = stepJob(this.state, event, this.nowMs)
    this.state = state
    for (const action of actions) {
      this.done.push({ atMs: this.nowMs, action })
      if (action.kind === 'spawn') this.tell({ kind: 'spawned', pid: ++this.#lastPid })
    }
    return this
  }

  end(end: JobEnd): this {
    return this.tell({ kind: 'ended', end })
  }

  /** Lets time pass, with a stop at whatever is due on the way. */
  pass(durationMs: number): this {
    const untilMs = this.nowMs + durationMs
    for (let due = dueAtMs(this.state); due !== null && due <= untilMs; due = dueAtMs(this.state)) {
      this.nowMs = due
      this.tell({ kind: 'time-passed' })
    }
    this.nowMs = untilMs
    return this
  }

  get phase(): string {
    return this.state.phase.kind
  }

  /** When it was started. */
  get starts(): readonly number[] {
    return this.done.filter(({ action }) => action.kind === 'spawn').map(({ atMs }) => atMs)
  }

  get signals(): readonly { readonly atMs: number; readonly signal: string }[] {
    return this.done.flatMap(({ atMs, action }) =>
      action.kind === 'signal' ? [{ atMs, signal: action.signal }] : [],
    )
  }
}
