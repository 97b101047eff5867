import { appendFileSync } from 'node:fs'
import { openProcessTable } from '../../host/open-process-table.js'
import { readWakeTimeMs } from '../../host/wake-time.js'
import { askLivez } from '../../launchd/ask-livez.js'
import { keepDaemonEvidence } from '../../launchd/daemon-evidence.js'
import { agentOutputFile } from '../../launchd/job-surroundings.js'
import { findLaunchctl, openLaunchctl } from '../../launchd/open-launchctl.js'
import { watchDaemon } from '../../launchd/watch-daemon.js'
import { prepareFolders } from '../../supervisor/prepare-folders.js'
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
  const locations = locate(process)
  const { paths, apiSocket } = locations
  // A logs folder that was deleted keeps launchd from starting the daemon again.
  const trouble = await prepareFolders(locations)
  if (trouble !== undefined) terminal.complain(trouble)
  const isWell = await watchDaemon({
    launchctl: openLaunchctl({ program, uid: process.getuid?.() ?? 0, environment }),
    table: await openProcessTable(platform),
    runFolder: paths.runFolder,
    nowWallMs: Date.now,
    readWakeTimeMs: () => readWakeTimeMs(platform),
    isAnswering: () => askLivez(apiSocket, patienceMs),
    keepEvidence: pid => keepDaemonEvidence({ ...paths, pid, nowWallMs: Date.now() }),
    complain: line => tell(terminal, agentOutputFile(paths, 'err'), line),
  })
  return isWell ? exitCodes.done : exitCodes.no
}

/** The job of the watchdog has no output, so that no missing folder can keep it from starting. */
function tell(terminal: Terminal, file: string, line: string): void {
  const text = `${new Date().toISOString()} watchdog: ${line}`
  try {
    appendFileSync(file, `${text}\n`, { mode: 0o600 })
  } catch {
    terminal.complain(text)
  }
}
