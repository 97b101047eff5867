import { setTimeout as delay } from 'node:timers/promises'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import { livingMembers, type SignalOutcome, signalGroup, signalProcess } from '../host/signal.js'

export interface TerminateOptions {
  readonly table: ProcessTable
  readonly termGraceMs: number
  readonly onSignal: (signal: NodeJS.Signals, target: 'process' | 'group', outcome: SignalOutcome) => void
  /** Aborted when this daemon goes and leaves the rest to the next one. */
  readonly signal: AbortSignal
}

/** How long a process may take to vanish after SIGKILL before it counts as unkillable. */
const killGraceMs = 5_000
const firstLookMs = 10
const longestLookMs = 200

/**
 * Ends a gopls and all of its group, the gentlest way first. Identity is checked right before every signal.
 * Resolves to true when no member of the group is left that is not a zombie.
 */
export async function terminate(leader: ProcessIdentity, options: TerminateOptions): Promise<boolean> {
  const { table, onSignal } = options
  // 1. SIGTERM to the leader, then SIGCONT: a stopped process would otherwise never see it.
  for (const name of ['SIGTERM', 'SIGCONT'] as const)
    onSignal(name, 'process', await signalProcess(table, leader, name))
  if (await isGone(leader, options.termGraceMs, options)) return true
  // 2. SIGKILL to the group: the leader if it would not go, and whatever it left behind.
  if (options.signal.aborted) return false
  onSignal('SIGKILL', 'group', await signalGroup(table, leader, 'SIGKILL'))
  return isGone(leader, killGraceMs, options)
}

/** The system has no event for the end of a process that is not our child: look, ever more rarely, up to a limit. */
async function isGone(leader: ProcessIdentity, limitMs: number, options: TerminateOptions): Promise<boolean> {
  const untilMs = performance.now() + limitMs
  for (let lookMs = firstLookMs; ; lookMs = Math.min(lookMs * 2, longestLookMs)) {
    const members = await livingMembers(options.table, leader)
    if (members.length === 0) return true
    if (performance.now() >= untilMs || options.signal.aborted) return false
    await delay(lookMs, undefined, { signal: options.signal }).catch(() => undefined)
  }
}
