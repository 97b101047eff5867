import type { InstanceState } from '../core/instance-state.js'
import type { ProcessIdentity } from '../host/process-table.js'

/** What is known of a gopls process that may outlive the daemon which started it. */
export interface ProcessRecord {
  readonly identity: ProcessIdentity
  readonly socketPath: string
  readonly goplsPath: string
  readonly goplsVersion: string
  /** The file identity of the gopls that was started: another file on disk is an upgrade. */
  readonly goplsIdentity: string
  readonly startedAtWallMs: number
  readonly spawnedBy: 'daemon' | 'relay'
  /** Where its words begin in the log of its stderr; undefined where an earlier guardian did not record it. */
  readonly stderrFromByte?: number
}

/** For whom a slot is: which editors share it, and what its gopls is told beside the settings. */
export interface SlotLease {
  readonly key: string
  readonly roots: readonly string[]
  readonly goplsArgs: readonly string[]
}

/**
 * The content of `run/instances/<id>.json`: enough for another daemon to take the slot over with its history.
 * Times inside `state` are monotonic milliseconds of the boot `bootId`, and mean nothing in another.
 */
export interface InstanceRecord {
  readonly version: 1
  readonly id: string
  readonly bootId: string
  /** Who supervises it, the daemon or a relay that is alone; null when it was left to whoever comes. */
  readonly owner: ProcessIdentity | null
  /** Null while it is kept warm for the first editor. */
  readonly lease: SlotLease | null
  readonly state: InstanceState
  readonly process: ProcessRecord | null
}

export function formatRecord(record: InstanceRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`
}
