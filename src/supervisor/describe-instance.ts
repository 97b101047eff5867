import { breakerState } from '../core/decide.js'
import { type Evidence, noEvidence } from '../core/evidence.js'
import type { InstanceState, ProcessEnd } from '../core/instance-state.js'
import type { Judgement } from '../core/judge.js'
import type { RestartPolicy } from '../core/restart-policy.js'
import type { ProcessRow } from '../host/process-table.js'
import type { ProcessRecord } from './instance-record.js'
import { describeEnd } from './notices.js'
import type { InstanceSnapshot } from './snapshot.js'

export interface InstanceFacts {
  readonly id: string
  readonly state: InstanceState
  readonly current:
    | {
        readonly generation: { readonly process: ProcessRecord; readonly adopted: boolean }
        readonly examination: {
          readonly evidence: Evidence
          readonly judgement: Judgement
          readonly rows: readonly ProcessRow[]
          readonly sessions: number
        }
      }
    | undefined
  readonly lastEnd: ProcessEnd | undefined
  readonly nowMs: number
  readonly nowWallMs: number
  readonly restartPolicy: RestartPolicy
}

const nobody: Judgement = { verdict: 'gone', reason: 'no process' }

/** What the outside is told of an instance. */
export function describeInstance(facts: InstanceFacts): InstanceSnapshot {
  const { state, current, nowMs, nowWallMs, lastEnd } = facts
  const { phase } = state
  const process = current?.generation.process
  const rows = current?.examination.rows ?? []
  const judgement = current?.examination.judgement ?? nobody
  const waitsUntilMs = phase.kind === 'backoff' || phase.kind === 'failed' ? phase.untilMs : undefined
  return {
    id: facts.id,
    state: phase.kind,
    verdict: judgement.verdict,
    reason: judgement.reason,
    evidence: current?.examination.evidence ?? noEvidence,
    pid: process?.identity.pid ?? null,
    generation: state.generation,
    goplsVersion: process?.goplsVersion ?? null,
    goplsPath: process?.goplsPath ?? null,
    startedAtWallMs: process?.startedAtWallMs ?? null,
    uptimeSeconds: process ? Math.max(0, Math.round((nowWallMs - process.startedAtWallMs) / 1000)) : null,
    sessions: current?.examination.sessions ?? 0,
    residentBytes: rows.length === 0 ? null : sum(rows.map(row => row.residentBytes)),
    cpuSeconds: rows.length === 0 ? null : sum(rows.map(row => row.cpuMs)) / 1000,
    restarts: state.restarts,
    breaker: {
      state: breakerState(state, facts.restartPolicy),
      streak: state.streak,
      retryInSeconds:
        waitsUntilMs === undefined ? null : Math.max(0, Math.ceil((waitsUntilMs - nowMs) / 1000)),
    },
    socket: process?.socketPath ?? null,
    workspace: null,
    spawnedBy: process?.spawnedBy ?? 'daemon',
    adopted: current?.generation.adopted ?? false,
    lastEnd: lastEnd ? describeEnd(lastEnd) : null,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
