import { setTimeout as delay } from 'node:timers/promises'
import { listLockFiles } from '../../host/lock-files.js'
import { exitCodes } from '../exit-codes.js'
import type { AgentHost, Refusal } from './agent-host.js'

/**
 * The pid of a daemon that is not launchd's, if there is one. One that launchd has let go of may need a moment to end,
 * so it is looked for until then.
 */
export async function waitForDaemonInForeground(
  host: AgentHost,
  jobPid: number | null,
): Promise<number | undefined> {
  const untilMs = performance.now() + releaseLimitMs
  for (;;) {
    const pid = await findDaemon(host)
    if (pid === undefined || pid === jobPid) return undefined
    if (performance.now() >= untilMs) return pid
    await delay(lookEveryMs)
  }
}

/** Why nothing is done while it runs. */
export function describeForeground(pid: number): Omit<Refusal, 'ok'> {
  const message = `a daemon runs in the foreground, with pid ${pid}. End it with Ctrl-C, then try again.`
  return { exitCode: exitCodes.no, message }
}

/** Longer than a daemon that was told to go takes (src/cli/run.ts). */
const releaseLimitMs = 3_000
const lookEveryMs = 100

/** Whoever holds the lock of the one daemon of this user. */
async function findDaemon({ locations, table }: AgentHost): Promise<number | undefined> {
  const files = await listLockFiles(locations.paths.lockFolder, table).catch(() => [])
  return files.find(({ number, holder }) => number > 0 && holder !== undefined)?.holder?.pid
}
