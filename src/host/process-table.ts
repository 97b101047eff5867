import type { ProcessState } from '../core/evidence.js'

/**
 * What tells one process from another that later gets the same pid.
 * `start` is an opaque token of the system (Linux: clock ticks since boot; macOS: `lstart` in UTC).
 */
export interface ProcessIdentity {
  readonly pid: number
  readonly start: string
  readonly bootId: string
}

export interface ProcessRow {
  readonly pid: number
  readonly parentPid: number
  readonly groupId: number
  readonly state: ProcessState
  readonly start: string
  /** User and system time used so far. */
  readonly cpuMs: number
  /** On macOS the footprint, where `top` has told it: compressed pages count. */
  readonly residentBytes: number
  /** True while a debugger is attached. */
  readonly traced: boolean
  /** Arguments joined by blanks; empty where they cannot be read. */
  readonly command: string
}

/** The computer's processes, read in one call whatever the number asked for. */
export interface ProcessTable {
  readonly bootId: string
  /** Every living or zombie process of these process groups. */
  readGroups(groupIds: readonly number[]): Promise<readonly ProcessRow[]>
  /** Every process of this user, also those of other applications. */
  readEvery(): Promise<readonly ProcessRow[]>
  /**
   * This user's processes that have `part` in their name (macOS: in their command line), and the ancestors of each as
   * far as they are this user's (Linux: the first process too). Cheap enough for a routine, whatever the number of processes.
   */
  readNamed(part: string): Promise<readonly ProcessRow[]>
  /** One process, or undefined when no such pid exists. */
  readProcess(pid: number): Promise<ProcessRow | undefined>
}
