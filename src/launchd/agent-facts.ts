import type { Printed } from './launchctl.js'

export interface AgentFacts {
  /** The daemon is to run always; the watchdog runs for a moment now and then. */
  readonly role: 'daemon' | 'watchdog'
  readonly printed: Printed
  /** Whether an override disables the label. */
  readonly disabled: boolean
  readonly plist: InstalledPlist
  /** How long its process lives; null where that is not known. */
  readonly upMs: number | null
}

/** `unlike`: ours, but not what this version generates; `foreign`: under our label, but not ours. */
export type InstalledPlist = 'missing' | 'unlike' | 'as-generated' | 'foreign'

export type AgentState =
  | 'not-installed'
  | 'not-loaded'
  | 'disabled'
  /** Nobody is logged in at the screen, so nothing is known. */
  | 'no-session'
  /** launchctl failed, so nothing is known. */
  | 'unreadable'
  | 'starting'
  | 'running'
  | 'stopping'
  /** launchd holds back a start that nobody demanded. */
  | 'pended'
  /** Ended as it should; launchd starts it again at its next interval. */
  | 'waiting'
  /** Ended badly, and launchd will try again. */
  | 'failed'
  | 'exit-78'
  | 'crash-looping'
