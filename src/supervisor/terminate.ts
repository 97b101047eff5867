import { setTimeout as delay } from 'node:timers/promises'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import { livingMembers, type SignalOutcome, signalGroup, signalProcess } from '../host/signal.js'

export interface TerminateOptions {
  readonly table: ProcessTable
  readonly termGraceMs: number
  readonly quitGraceMs: number
  /**
   * Whether SIGQUIT comes first. gopls prints all its stacks then; but its crash monitor counts it as a crash, so it
   * is for a hang of which no other way got any stacks, never for a planned stop.
   */
  readonly wantsStacks: boolean
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
  // 1. The last chance of evidence. Not after SIGTERM: gopls does not handle that, and dies of it without a word.
  if (options.wantsStacks && (await end(leader, 'SIGQUIT', options.quitGraceMs, options))) return true
  // 2. The usual end.
  if (await end(leader, 'SIGTERM', options.termGraceMs, options)) return true
  // 3. SIGKILL to the group: the leader if it would not go, and whatever it left behind.
  if (options.signal.aborted) return false
  options.onSignal('SIGKILL', 'group', await signalGroup(options.table, leader, 'SIGKILL').catch(refused))
  return isGone(leader, killGraceMs, options)
}

/** Signals the leader, wakes it should it be stopped (it would never see the signal), and waits for its end. */
async function end(
  leader: ProcessIdentity,
  signal: 'SIGQUIT' | 'SIGTERM',
  graceMs: number,
  options: TerminateOptions,
): Promise<boolean> {
  if (options.signal.aborted) return false
  for (const name of [signal, 'SIGCONT'] as const)
    options.onSignal(name, 'process', await signalProcess(options.table, leader, name).catch(refused))
  return isGone(leader, graceMs, options)
}

/** A process table that cannot be read just now says nothing of anybody's identity: then nothing is sent. */
const refused = (): SignalOutcome => 'refused'

/** The system has no event for the end of a process that is not our child: look, ever more rarely, up to a limit. */
async function isGone(leader: ProcessIdentity, limitMs: number, options: TerminateOptions): Promise<boolean> {
  const untilMs = performance.now() + limitMs
  for (let lookMs = firstLookMs; ; lookMs = Math.min(lookMs * 2, longestLookMs)) {
    const members = await livingMembers(options.table, leader).catch(() => undefined)
    if (members?.length === 0) return true
    if (performance.now() >= untilMs || options.signal.aborted) return false
    await delay(lookMs, undefined, { signal: options.signal }).catch(() => undefined)
  }
}
