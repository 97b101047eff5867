import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type {
  InstanceRef,
  LeaseRequest,
  RelaySide,
  SessionOrder,
  SessionTraffic,
  SessionView,
  SpawnAnswer,
  SpawnPlan,
} from '../../src/control/supervision.js'
import { cleanEnvironment } from './clean-environment.js'

/** A relay whose sessions are as a test says; it notes what it was told. */
export class InTestRelay implements RelaySide {
  readonly orders: SessionOrder[] = []
  readonly spawned: SpawnPlan[] = []
  sessions: readonly SessionView[] = []
  isMute = false
  onOrder: (order: SessionOrder) => void = () => undefined

  async views(): Promise<readonly SessionView[]> {
    return this.isMute ? [] : this.sessions
  }

  async traffic(): Promise<readonly SessionTraffic[]> {
    return []
  }

  order(order: SessionOrder): void {
    this.orders.push(order)
    this.onOrder(order)
  }

  async spawn(plan: SpawnPlan): Promise<SpawnAnswer> {
    this.spawned.push(plan)
    const stderr = plan.stderrPath === null ? 'ignore' : openSync(plan.stderrPath, 'a')
    const child = spawn(plan.path, [...plan.args], {
      cwd: plan.folder,
      env: { ...cleanEnvironment(), ...plan.environment },
      detached: true,
      stdio: ['ignore', 'ignore', stderr],
    })
    if (typeof stderr === 'number') closeSync(stderr)
    return child.pid === undefined ? { ok: false, detail: 'no pid' } : { ok: true, pid: child.pid }
  }
}

export function leaseRequest(different: Partial<LeaseRequest> = {}): LeaseRequest {
  return {
    session: 's1',
    editor: { name: 'ed', version: '1' },
    roots: ['/'],
    goplsArgs: [],
    environment: cleanEnvironment(),
    current: null,
    lost: null,
    patient: false,
    ...different,
  }
}

/** A session that waits for nothing. */
export function sessionView(current: InstanceRef | null, different: Partial<SessionView> = {}): SessionView {
  return {
    session: 's1',
    current,
    conversation: {
      pending: null,
      lastAnswerAgeMs: 10,
      progressAgeMs: null,
      awaitsClient: null,
      usualMs: null,
    },
    pending: 0,
    lastSignAgeMs: 10,
    lastUseAgeMs: 10_000,
    openDocuments: 1,
    ...different,
  }
}

/** One whose hover was asked `ageMs` ago, and is not answered. */
export function hangingView(current: InstanceRef | null, ageMs: number): SessionView {
  const { conversation, ...view } = sessionView(current)
  return {
    ...view,
    pending: 1,
    conversation: {
      ...conversation,
      pending: { method: 'textDocument/hover', ageMs },
      lastAnswerAgeMs: ageMs + 1_000,
    },
  }
}
