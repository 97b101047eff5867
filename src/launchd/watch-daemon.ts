import { identify } from '../host/identity.js'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import type { EvidenceResult } from './daemon-evidence.js'
import { agentLabel } from './job.js'
import type { Launchctl } from './launchctl.js'
import { decideWatch, missesToReplace } from './watch.js'
import { readWatchState, writeWatchState } from './watch-state.js'

export interface WatchSurroundings {
  readonly launchctl: Pick<Launchctl, 'print' | 'kickstart'>
  readonly table: ProcessTable
  readonly stateFile: string
  readonly nowWallMs: () => number
  readonly readWakeTimeMs: () => Promise<number | null>
  /** Asks the daemon once more, with more patience than the script has. */
  readonly isAnswering: () => Promise<boolean>
  readonly keepEvidence: (pid: number) => Promise<EvidenceResult>
  readonly complain: (line: string) => void
}

/** Looks into a miss, and replaces a daemon that hangs. False when a replacement failed. */
export async function watchDaemon(surroundings: WatchSurroundings): Promise<boolean> {
  const { stateFile, nowWallMs, complain } = surroundings
  // 1. Slow is not silent.
  if (await surroundings.isAnswering()) {
    await writeWatchState(stateFile, undefined)
    return true
  }
  // 2. Whom does it concern, and how often so far?
  const daemon = await findDaemon(surroundings)
  const { state, action } = decideWatch(
    await readWatchState(stateFile),
    { daemon, wokeAtWallMs: await surroundings.readWakeTimeMs() },
    nowWallMs(),
  )
  const written = await writeWatchState(stateFile, state)
  if (!written.ok) complain(`misses cannot be counted: ${written.message}`)
  if (daemon === null || action === 'none') return true
  const misses = state?.misses ?? missesToReplace
  complain(`the daemon, pid ${daemon.pid}, does not answer: miss ${misses} of ${missesToReplace}`)
  return action === 'wait' || replaceDaemon(surroundings, daemon)
}

/** The process that launchd has for the daemon; null while there is none, or while it is being ended. */
async function findDaemon({ launchctl, table }: WatchSurroundings): Promise<ProcessIdentity | null> {
  const printed = await launchctl.print(agentLabel)
  if (printed.kind !== 'loaded' || printed.job.pid === null || printed.job.state === 'SIGTERMed') return null
  return (await identify(table, printed.job.pid)) ?? null
}

async function replaceDaemon(surroundings: WatchSurroundings, daemon: ProcessIdentity): Promise<boolean> {
  const { launchctl, keepEvidence, isAnswering, complain } = surroundings
  // 1. Evidence first.
  const evidence = await keepEvidence(daemon.pid)
  if (!evidence.ok) complain(`its evidence could not be kept: ${evidence.message}`)
  // 2. That took a while: is it still there, and still silent?
  const now = await findDaemon(surroundings)
  if (now?.pid !== daemon.pid || now.start !== daemon.start || (await isAnswering())) {
    complain(`the daemon, pid ${daemon.pid}, went or answered meanwhile: left alone`)
    return true
  }
  // 3. SIGTERM; SIGKILL after ExitTimeOut, which also ends a stopped one; and a start.
  const answer = await launchctl.kickstart(agentLabel, { kill: true })
  const where = evidence.ok ? `; its evidence: ${evidence.folder}` : ''
  complain(
    answer.exitCode === 0
      ? `the daemon, pid ${daemon.pid}, hung and was replaced${where}`
      : `the daemon, pid ${daemon.pid}, hangs, and launchctl kickstart failed: ${answer.said}${where}`,
  )
  return answer.exitCode === 0
}
