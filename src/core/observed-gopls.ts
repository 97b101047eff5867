import type { ProcessState } from './evidence.js'

/**
 * `stdio`: an editor's own, at two pipes. `daemon`: it listens for others. `forwarder`: it passes an editor's bytes on
 * to a daemon. `mcp`: a coding agent's. `command`: runs once and ends.
 */
export type ObservedKind = 'stdio' | 'daemon' | 'forwarder' | 'mcp' | 'command'

export type ObservedEditor =
  | 'vscode'
  | 'cursor'
  | 'windsurf'
  | 'zed'
  | 'neovim'
  | 'emacs'
  | 'helix'
  | 'sublime'
  | 'goland'
  | 'claude-code'
  | 'terminal'
  | 'unknown'

/** A gopls of this user that guardian did not start, as one look at the process table shows it. */
export interface ObservedGopls {
  readonly pid: number
  /** With the pid and the boot this is its identity (`ProcessIdentity`). */
  readonly start: string
  readonly kind: ObservedKind
  readonly editor: ObservedEditor
  /** The process that holds it: the editor's window, as far as one can see. Null once that is gone. */
  readonly ownerPid: number | null
  /** Null where it cannot be had cheaply. */
  readonly version: string | null
  readonly path: string | null
  /** The file at its path is no longer the one it runs; null where that cannot be seen. */
  readonly isReplaced: boolean | null
  readonly ageMs: number
  /** User and system time used so far. */
  readonly cpuMs: number
  readonly residentBytes: number
  readonly state: ProcessState
  /** Stopped together with its editor, by Ctrl-Z in a terminal: both go on together. */
  readonly isSuspended: boolean
  readonly traced: boolean
}
