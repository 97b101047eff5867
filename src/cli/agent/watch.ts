import { openProcessTable } from '../../host/open-process-table.js'
import { readWakeTimeMs } from '../../host/wake-time.js'
import { askLivez } from '../../launchd/ask-livez.js'
import { keepDaemonEvidence } from '../../launchd/daemon-evidence.js'
import { findLaunchctl, openLaunchctl } from '../../launchd/open-launchctl.js'
import { watchDaemon } from '../../launchd/watch-daemon.js'
import { watchStateFile } from '../../launchd/watch-state.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { locate } from '../locations.js'
import type { Terminal } from '../terminal.js'

const patienceMs = 5_000

/** What bin/gopls-guardian-watchdog.sh calls when the daemon did not answer it. */
export async function runWatch(terminal: Terminal): Promise<ExitCode> {
  const { platform, env: environment } = process
  const program = findLaunchctl({ platform, environment })
  if (program === undefined) {
    terminal.complain('launchd is macOS: there is no agent to watch here')
    return exitCodes.missing
  }
  const { paths, apiSocket } = locate(process)
  const isWell = await watchDaemon({
    launchctl: openLaunchctl({ program, uid: process.getuid?.() ?? 0, environment }),
    table: await openProcessTable(platform),
    stateFile: watchStateFile(paths.runFolder),
    nowWallMs: Date.now,
    readWakeTimeMs: () => readWakeTimeMs(platform),
    isAnswering: () => askLivez(apiSocket, patienceMs),
    keepEvidence: pid => keepDaemonEvidence({ ...paths, pid, nowWallMs: Date.now() }),
    complain: line => terminal.complain(`${new Date().toISOString()} ${line}`),
  })
  return isWell ? exitCodes.done : exitCodes.no
}
