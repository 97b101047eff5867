import type { Settings } from '../config/settings.js'
import { decide, nextDeadlineMs } from '../core/decide.js'
import type { InstanceAction, InstanceEvent, InstanceState } from '../core/instance-state.js'
import type { InstancePolicy } from '../core/steps.js'
import type { Clock } from '../host/clock.js'
import { DeadlineTimer } from '../host/deadline-timer.js'

export interface DecisionLoopOptions {
  readonly state: InstanceState
  readonly clock: Clock
  readonly settings: () => Settings
  readonly perform: (action: InstanceAction) => void
  /** Called when the state is another, after its actions. */
  readonly onChanged: () => void
}

/** The state of one slot, and the one way in which it changes: an event, core's decision, its actions. */
export class DecisionLoop {
  readonly #options: DecisionLoopOptions
  readonly #timer = new DeadlineTimer(() => this.#onTimer())
  readonly #stopWaiters: (() => void)[] = []
  #state: InstanceState
  #isClosed = false

  constructor(options: DecisionLoopOptions) {
    this.#options = options
    this.#state = options.state
    this.arm()
  }

  get state(): InstanceState {
    return this.#state
  }

  /** True while it ends because somebody asked for that: a stop wins over any restart. */
  get isStoppingForGood(): boolean {
    const { phase } = this.#state
    return phase.kind === 'stopping' && phase.next.kind === 'rest'
  }

  /** Resolves when it has come to rest as `stopped`; the steps of ending it have limits of their own. */
  whenStopped(): Promise<void> {
    if (this.#state.phase.kind === 'stopped') return Promise.resolve()
    return new Promise(resolve => this.#stopWaiters.push(resolve))
  }

  dispatch(...events: readonly InstanceEvent[]): void {
    for (const event of events) this.#dispatch(event)
  }

  /** The same state may have another deadline under other settings. */
  arm(): void {
    const dueMs = this.#isClosed ? undefined : nextDeadlineMs(this.#state, this.#policy())
    this.#timer.arm(dueMs === undefined ? undefined : dueMs - this.#options.clock.monotonicMs())
  }

  /** Nothing is decided after this. */
  close(): void {
    this.#isClosed = true
    this.arm()
  }

  #dispatch(event: InstanceEvent): void {
    if (this.#isClosed) return
    const { clock, perform, onChanged } = this.#options
    const { state, actions } = decide(this.#state, event, clock.monotonicMs(), this.#policy())
    const isOther = state !== this.#state
    this.#state = state
    for (const action of actions) perform(action)
    if (!isOther) return
    this.arm()
    onChanged()
    if (this.#state.phase.kind === 'stopped') for (const resolve of this.#stopWaiters.splice(0)) resolve()
  }

  #onTimer(): void {
    this.#dispatch({ kind: 'time-passed' })
    this.arm()
  }

  #policy(): InstancePolicy {
    const { probe, restart, dryRun } = this.#options.settings()
    return { startupTimeoutMs: probe.startupTimeoutMs, restart, dryRun }
  }
}
