import { decide, nextDeadlineMs } from '../../src/core/decide.js'
import {
  emptyInstanceState,
  type InstanceAction,
  type InstanceEvent,
  type InstanceState,
} from '../../src/core/instance-state.js'
import type { Decision, InstancePolicy } from '../../src/core/steps.js'

export const policy: InstancePolicy = {
  startupTimeoutMs: 60_000,
  dryRun: false,
  restart: {
    backoffMinMs: 250,
    backoffMaxMs: 30_000,
    jitter: 0.2,
    maxFailures: 5,
    windowMs: 300_000,
    cooldownMs: 120_000,
  },
}

export const killed = { kind: 'exited', code: null, signal: 'SIGKILL' } as const

/** One slot on a clock that is turned by hand; keeps every action that was ever decided. */
export class Simulation {
  state: InstanceState
  nowMs = 1_000_000
  readonly actions: InstanceAction[] = []
  readonly policy: InstancePolicy

  constructor(options: { state?: InstanceState; policy?: InstancePolicy } = {}) {
    this.state = options.state ?? emptyInstanceState
    this.policy = options.policy ?? policy
  }

  apply(event: InstanceEvent): Decision {
    const decision = decide(this.state, event, this.nowMs, this.policy)
    this.state = decision.state
    this.actions.push(...decision.actions)
    return decision
  }

  /** Lets time pass; every deadline on the way is met when it is due. */
  pass(ms: number): void {
    const untilMs = this.nowMs + ms
    for (;;) {
      const dueMs = nextDeadlineMs(this.state, this.policy)
      if (dueMs === undefined || dueMs > untilMs) break
      this.nowMs = Math.max(this.nowMs, dueMs)
      this.apply({ kind: 'time-passed' })
    }
    this.nowMs = untilMs
  }

  becomeReady(): void {
    this.apply({ kind: 'became-ready', generation: this.state.generation })
  }

  die(roll = 0.5): void {
    this.apply({ kind: 'ended', generation: this.state.generation, end: killed, roll })
  }

  /** Until there is a process again, or none to come. */
  passUntilLaunched(): void {
    while (this.state.phase.kind === 'backoff')
      this.pass((nextDeadlineMs(this.state, this.policy) ?? this.nowMs) - this.nowMs)
  }

  countActions(kind: InstanceAction['kind']): number {
    return this.actions.filter(action => action.kind === kind).length
  }

  noticeKinds(): readonly string[] {
    return this.actions.flatMap(action => (action.kind === 'announce' ? action.notice.kind : []))
  }
}
