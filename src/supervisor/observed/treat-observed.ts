import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../host/identity.js'
import type { ProcessIdentity, ProcessTable } from '../../host/process-table.js'
import { type SignalOutcome, signalProcess } from '../../host/signal.js'

/**
 * `gone`, `not-ours`, `refused`: nothing was done, since it had ended, its pid is another's, or the system did not
 * allow it. `unchanged`: signalled, in vain. `left`: signalled, and nobody has waited for what came of it.
 */
export type TreatmentOutcome = 'ended' | 'resumed' | 'gone' | 'not-ours' | 'refused' | 'unchanged' | 'left'

export interface TreatmentOptions {
  readonly table: ProcessTable
  readonly termGraceMs: number
  /** Aborted when this daemon goes. */
  readonly signal: AbortSignal
}

/** How long a signal that cannot be refused may take to be seen. */
const soonMs = 5_000
const firstLookMs = 10
const longestLookMs = 200

/**
 * Ends one process that is not ours, and only that: its group may be its editor's. No SIGQUIT, whose stacks would land
 * in the editor. Identity is checked right before every signal.
 */
export async function endObserved(
  identity: ProcessIdentity,
  options: TreatmentOptions,
): Promise<TreatmentOutcome> {
  const asked = await send(identity, 'SIGTERM', options)
  if (asked !== 'sent') return asked
  // One that is stopped would never see it.
  await send(identity, 'SIGCONT', options)
  if (await happens(() => isGone(identity, options), options.termGraceMs, options)) return 'ended'
  if (options.signal.aborted) return 'left'
  await send(identity, 'SIGKILL', options)
  if (await happens(() => isGone(identity, options), soonMs, options)) return 'ended'
  return inVain(options)
}

/** Lets a stopped process go on. */
export async function resumeObserved(
  identity: ProcessIdentity,
  options: TreatmentOptions,
): Promise<TreatmentOutcome> {
  const asked = await send(identity, 'SIGCONT', options)
  if (asked !== 'sent') return asked
  const isRunning = async () => (await options.table.readProcess(identity.pid))?.state !== 'stopped'
  if (await happens(isRunning, soonMs, options)) return 'resumed'
  return inVain(options)
}

function inVain({ signal }: TreatmentOptions): TreatmentOutcome {
  return signal.aborted ? 'left' : 'unchanged'
}

/** A table that cannot be read just now says nothing of anybody's identity: then nothing is sent. */
function send(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  { table }: TreatmentOptions,
): Promise<SignalOutcome> {
  return signalProcess(table, identity, signal).catch(() => 'refused')
}

async function isGone(identity: ProcessIdentity, { table }: TreatmentOptions): Promise<boolean> {
  return !(await isAlive(table, identity))
}

/** The system has no event for what becomes of another's child: look, ever more rarely, up to a limit. */
async function happens(
  isSo: () => Promise<boolean>,
  limitMs: number,
  { signal }: TreatmentOptions,
): Promise<boolean> {
  const untilMs = performance.now() + limitMs
  for (let lookMs = firstLookMs; ; lookMs = Math.min(lookMs * 2, longestLookMs)) {
    if (await isSo().catch(() => false)) return true
    if (performance.now() >= untilMs || signal.aborted) return false
    await delay(lookMs, undefined, { signal }).catch(() => undefined)
  }
}
