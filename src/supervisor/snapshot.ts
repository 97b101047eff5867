import type { ToldErrorCode } from '../control/supervision.js'
import type { Evidence } from '../core/evidence.js'
import type { Phase, RestartReason } from '../core/instance-state.js'
import type { Verdict } from '../core/verdict.js'
import type { ObservedSnapshot } from './observed/observed-snapshot.js'
import type { SessionSummary } from './session-standing.js'

/** One instance as the outside is told of it. */
export interface InstanceSnapshot {
  readonly id: string
  readonly state: Phase['kind']
  readonly verdict: Verdict
  /** One line of plain words: what the verdict rests on. */
  readonly reason: string
  /** How long the verdict has been what it is. */
  readonly verdictForSeconds: number | null
  readonly evidence: Evidence
  readonly pid: number | null
  readonly generation: number
  /** The real gopls of the current generation; null before the first start. */
  readonly goplsVersion: string | null
  readonly goplsPath: string | null
  readonly startedAtWallMs: number | null
  readonly uptimeSeconds: number | null
  /** Editors connected or waiting, without guardian's own connection. */
  readonly sessions: number
  /** What relays told of them; a client that came without one is only counted. */
  readonly sessionList: readonly SessionSummary[]
  /** Of the whole process group. */
  readonly residentBytes: number | null
  readonly cpuSeconds: number | null
  readonly restarts: Readonly<Record<RestartReason, number>>
  readonly breaker: {
    readonly state: 'closed' | 'open' | 'half-open'
    readonly streak: number
    readonly retryInSeconds: number | null
  }
  readonly socket: string | null
  /** Its folders; null where it is no one workspace's. */
  readonly workspace: string | null
  readonly spawnedBy: 'daemon' | 'relay'
  readonly adopted: boolean
  readonly lastEnd: string | null
  /** What was decided for this generation and not done (dry run, a limit not chased), and why. */
  readonly heldBack: string | null
}

export const troubleCodes = [
  'configuration-refused',
  'http-port-taken',
  'logs-unwritable',
  'events-unwritable',
  'state-unwritable',
  'incidents-unwritable',
  'gopls-missing',
] as const

/** What is wrong with guardian itself, as closed codes; `detail` is only for the authenticated API and the log. */
export interface DaemonTrouble {
  readonly code: (typeof troubleCodes)[number]
  readonly detail: string
}

export interface DaemonSnapshot {
  readonly version: string
  readonly pid: number
  readonly startedAtWallMs: number
  readonly instances: readonly InstanceSnapshot[]
  /** Every gopls of this user that guardian did not start. */
  readonly observed: readonly ObservedSnapshot[]
  readonly troubles: readonly DaemonTrouble[]
  /** Errors that gopls told an editor of, and that may still stand. */
  readonly toldErrors: readonly ToldErrorCode[]
  /** What an instance may use before it is recycled. */
  readonly memoryLimitBytes: number
  /** How late the last look came, in milliseconds: guardian's own stall. */
  readonly loopLagMs: number
}
