import { identify } from '../host/identity.js'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import type { EvidenceResult } from './daemon-evidence.js'
import { isStopping } from './is-stopping.js'
import { agentLabel } from './job.js'
import type { Launchctl, Printed } from './launchctl.js'
import {
  countReplacement,
  readReplacements,
  replacementsFile,
  replacementWaitMs,
  writeReplacements,
} from './replacements.js'
import { decideWatch, missesToReplace } from './watch.js'
import { readWatchState, watchStateFile, writeWatchState } from './watch-state.js'

export interface WatchSurroundings {
  readonly launchctl: Pick<Launchctl, 'print' | 'kickstart'>
  readonly table: ProcessTable
  /** Where it remembers things from one run to the next. */
  readonly runFolder: string
  readonly nowWallMs: () => number
  readonly readWakeTimeMs: () => Promise<number | null>
  /** Asks the daemon once more, with more patience than the script has. */
  readonly isAnswering: () => Promise<boolean>
  readonly keepEvidence: (pid: number) => Promise<EvidenceResult>
  readonly complain: (line: string) => void
}

/** Looks into a miss, and replaces a daemon that hangs. False when launchd refused to start one. */
export async function watchDaemon(surroundings: WatchSurroundings): Promise<boolean> {
  const { launchctl, table, nowWallMs, complain } = surroundings
  const stateFile = watchStateFile(surroundings.runFolder)
  // 1. Slow is not silent.
  if (await surroundings.isAnswering()) {
    await writeWatchState(stateFile, undefined)
    return true
  }
  // 2. Whom does it concern, and how often so far?
  const printed = await launchctl.print(agentLabel)
  const daemon = await findDaemon(printed, table)
  const { state, action } = decideWatch(
    await readWatchState(stateFile),
    { daemon, wokeAtWallMs: await surroundings.readWakeTimeMs() },
    nowWallMs(),
  )
  const written = await writeWatchState(stateFile, state)
  if (!written.ok) complain(`misses cannot be counted: ${written.message}`)
  // 3. No process: it ended on purpose or comes back by itself, unless launchd holds it back.
  if (daemon === null || action === 'none') return startHeldBack(printed, surroundings)
  const misses = state?.misses ?? missesToReplace
  complain(`the daemon, pid ${daemon.pid}, does not answer: miss ${misses} of ${missesToReplace}`)
  return action === 'wait' || replaceUnlessTooOften(surroundings, daemon)
}

/** The process that launchd has for the daemon; null while there is none, or while it is being ended. */
async function findDaemon(printed: Printed, table: ProcessTable): Promise<ProcessIdentity | null> {
  if (printed.kind !== 'loaded' || printed.job.pid === null || isStopping(printed.job)) return null
  return (await identify(table, printed.job.pid)) ?? null
}

/** In Low Power Mode, and at other times, launchd defers what nobody demanded: this is the demand. */
async function startHeldBack(printed: Printed, { launchctl, complain }: WatchSurroundings): Promise<boolean> {
  if (printed.kind !== 'loaded' || printed.job.pid !== null || printed.job.pendedSpawn === null) return true
  const answer = await launchctl.kickstart(agentLabel)
  const held = `launchd held the daemon back (${printed.job.pendedSpawn})`
  complain(
    answer.exitCode === 0 ? `${held}: started` : `${held}, and launchctl kickstart failed: ${answer.said}`,
  )
  return answer.exitCode === 0
}

/** A daemon that hangs whenever it was replaced is not cured by that, and each time costs its sessions a pause. */
async function replaceUnlessTooOften(
  surroundings: WatchSurroundings,
  daemon: ProcessIdentity,
): Promise<boolean> {
  const { runFolder, nowWallMs, complain } = surroundings
  const file = replacementsFile(runFolder)
  const before = await readReplacements(file)
  const waitMs = replacementWaitMs(before, nowWallMs())
  if (waitMs > 0) {
    const minutes = Math.ceil(waitMs / 60_000)
    complain(`it hung ${before.count} times in a row: not replaced again for ${minutes} minutes`)
    return true
  }
  const outcome = await replaceDaemon(surroundings, daemon)
  if (outcome === 'replaced') {
    const written = writeReplacements(file, countReplacement(before, nowWallMs()))
    if (!written.ok) complain(`replacements cannot be counted: ${written.message}`)
  }
  return outcome !== 'failed'
}

async function replaceDaemon(
  { launchctl, table, keepEvidence, isAnswering, complain }: WatchSurroundings,
  daemon: ProcessIdentity,
): Promise<'replaced' | 'left-alone' | 'failed'> {
  // 1. Evidence first.
  const evidence = await keepEvidence(daemon.pid)
  if (!evidence.ok) complain(`its evidence could not be kept: ${evidence.message}`)
  // 2. That took a while: is it still silent, and, since that question takes long too, still there?
  const hasAnswered = await isAnswering()
  const now = await findDaemon(await launchctl.print(agentLabel), table)
  if (hasAnswered || now?.pid !== daemon.pid || now.start !== daemon.start) {
    complain(`the daemon, pid ${daemon.pid}, went or answered meanwhile: left alone`)
    return 'left-alone'
  }
  // 3. SIGTERM; SIGKILL after ExitTimeOut, which also ends a stopped one; and a start.
  const answer = await launchctl.kickstart(agentLabel, { kill: true })
  const where = evidence.ok ? `; its evidence: ${evidence.folder}` : ''
  const isReplaced = answer.exitCode === 0
  complain(
    isReplaced
      ? `the daemon, pid ${daemon.pid}, hung and was replaced${where}`
      : `the daemon, pid ${daemon.pid}, hangs, and launchctl kickstart failed: ${answer.said}${where}`,
  )
  return isReplaced ? 'replaced' : 'failed'
}
