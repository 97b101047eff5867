import { breakerState } from '../core/decide.js'
import { type Evidence, noEvidence, type ProcessView } from '../core/evidence.js'
import type { InstanceState, ProcessEnd } from '../core/instance-state.js'
import type { Judgement } from '../core/judge.js'
import type { RestartPolicy } from '../core/restart-policy.js'
import type { ProcessRecord, SlotLease } from './instance-record.js'
import { describeEnd } from './notices.js'
import type { SessionSummary } from './session-standing.js'
import type { InstanceSnapshot } from './snapshot.js'

export interface InstanceFacts {
  readonly id: string
  readonly state: InstanceState
  readonly lease: SlotLease | null
  /** Those that relays told of, waiting ones included. */
  readonly sessions: readonly SessionSummary[]
  readonly current:
    | {
        readonly generation: { readonly process: ProcessRecord; readonly adopted: boolean }
        readonly examination: {
          readonly evidence: Evidence
          readonly judgement: Judgement
          readonly verdictSinceMs: number
          readonly process: ProcessView | undefined
          readonly sessions: number
        }
      }
    | undefined
  readonly lastEnd: ProcessEnd | undefined
  readonly nowMs: number
  readonly nowWallMs: number
  readonly restartPolicy: RestartPolicy
  readonly heldBack: string | null
}

const nobody: Judgement = { verdict: 'gone', cause: null, reason: 'no process', suppressed: null }

/** What the outside is told of an instance. */
export function describeInstance(facts: InstanceFacts): InstanceSnapshot {
  const { state, current, nowMs, nowWallMs, lastEnd } = facts
  const { phase } = state
  const process = current?.generation.process
  const seen = current?.examination.process
  const judgement = current?.examination.judgement ?? nobody
  const waitsUntilMs = phase.kind === 'backoff' || phase.kind === 'failed' ? phase.untilMs : undefined
  return {
    id: facts.id,
    state: phase.kind,
    verdict: judgement.verdict,
    reason: judgement.reason,
    verdictForSeconds: current
      ? Math.max(0, Math.round((nowMs - current.examination.verdictSinceMs) / 1000))
      : null,
    evidence: current?.examination.evidence ?? noEvidence,
    pid: process?.identity.pid ?? null,
    generation: state.generation,
    goplsVersion: process?.goplsVersion ?? null,
    goplsPath: process?.goplsPath ?? null,
    startedAtWallMs: process?.startedAtWallMs ?? null,
    uptimeSeconds: process ? Math.max(0, Math.round((nowWallMs - process.startedAtWallMs) / 1000)) : null,
    sessions: Math.max(current?.examination.sessions ?? 0, facts.sessions.length),
    sessionList: facts.sessions,
    residentBytes: seen?.residentBytes ?? null,
    cpuSeconds: seen ? seen.cpuMs / 1000 : null,
    restarts: state.restarts,
    breaker: {
      state: breakerState(state, facts.restartPolicy),
      streak: state.streak,
      retryInSeconds:
        waitsUntilMs === undefined ? null : Math.max(0, Math.ceil((waitsUntilMs - nowMs) / 1000)),
    },
    socket: process?.socketPath ?? null,
    workspace: facts.lease?.roots.join(', ') || null,
    spawnedBy: process?.spawnedBy ?? 'daemon',
    adopted: current?.generation.adopted ?? false,
    heldBack: facts.heldBack,
    lastEnd: lastEnd ? describeEnd(lastEnd) : null,
  }
}
