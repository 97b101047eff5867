import type { Settings } from '../config/settings.js'
import type { SuccessionReason } from '../core/instance-state.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import type { Clock } from '../host/clock.js'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import type { EventKind } from './event-log.js'
import type { InstanceRecord } from './instance-record.js'
import type { LaunchPlan } from './launch.js'
import type { SessionStanding } from './session-standing.js'

/** A gopls beside which its successor is to be loaded. */
export interface SuccessionCandidate {
  /** Whether every editor that is connected is known, and can be told to move. */
  readonly isKnown: boolean
  readonly residentBytes: number
}

/** What an instance needs of the supervisor around it. */
export interface InstanceDependencies {
  readonly table: ProcessTable
  readonly clock: Clock
  readonly random: () => number
  readonly settings: () => Settings
  /** This process, which supervises it. */
  readonly owner: ProcessIdentity
  /** How to start this generation, or why that cannot be. */
  readonly planLaunch: (id: string, generation: number) => LaunchPlan | string
  /** False for one that was adopted, of whose editors none has brought its environment yet. */
  readonly canLaunch: (id: string) => boolean
  /** The gopls that it should run now. */
  readonly binary: (id: string) => GoplsBinary | undefined
  readonly sessions: (id: string) => SessionStanding
  /** A successor that is loaded beside it. */
  readonly successions: {
    /** Whether there is one, or can be one. */
    isPossible(id: string, candidate: SuccessionCandidate): boolean
    /** Whether the gopls that it should run now was seen to fail in that. */
    hasFailed(id: string): boolean
    begin(id: string, reason: SuccessionReason): void
    /** Whether there is another to go on with, should this one end. */
    hasOther(id: string): boolean
  }
  readonly stderrPath: (id: string) => string
  /** Called after a SIGCONT: time for another look. */
  readonly onResumed: () => void
  /** Called when its state is another. */
  readonly onChanged: () => void
  /** Called when it has ended and cannot be launched again. */
  readonly onLost: (id: string) => void
  readonly saveRecord: (record: InstanceRecord) => void
  readonly emit: (
    kind: EventKind,
    data: Readonly<Record<string, unknown>>,
    of: { readonly instance: string; readonly generation: number },
  ) => void
}
