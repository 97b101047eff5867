import { installedProgram } from '../../launchd/job-surroundings.js'
import { pruneApplications } from '../../launchd/prune-applications.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { type AgentHost, openAgentHost } from './agent-host.js'
import { checkBeforeInstall } from './check-before-install.js'
import { complain } from './complain.js'
import { describeJobs } from './describe-jobs.js'
import { findEditors } from './find-editors.js'
import { findRealGopls } from './find-real-gopls.js'
import { noteFormerInstallation, restoreFormerInstallation } from './former-installation.js'
import { describeInstalled } from './installed-report.js'
import { findOtherHome } from './other-home.js'
import { putInPlace } from './put-in-place.js'
import { readRecordedInstances } from './recorded-instances.js'
import { listUnguardedGopls } from './unguarded-gopls.js'
import { untilInterrupted } from './until-interrupted.js'
import { whileAlone } from './while-alone.js'

/** Installs the agents of this user, or upgrades them in place. */
export async function installAgents(terminal: Terminal): Promise<ExitCode> {
  const opened = await openAgentHost()
  if (!opened.ok) return complain(terminal, opened)
  const { host } = opened
  return whileAlone(terminal, host, () => install(terminal, host))
}

async function install(terminal: Terminal, host: AgentHost): Promise<ExitCode> {
  const onProgress = (line: string) => terminal.print(line)
  // 1. What is in the way is told before anything changes.
  const checked = await checkBeforeInstall(host)
  if (!checked.ok) return complain(terminal, checked)
  const { configuration } = checked
  const elsewhere = await findOtherHome(host)
  if (elsewhere !== undefined) return complain(terminal, { message: elsewhere, exitCode: exitCodes.no })
  // 2. A gopls to watch over.
  const gopls = await findRealGopls(host, configuration, onProgress)
  if (!gopls.ok) return complain(terminal, gopls)
  onProgress(`gopls: ${gopls.binary.version} at ${gopls.binary.path}`)
  // 3. Everything that changes what runs: all of it, or nothing.
  const { paths } = host.locations
  const former = await noteFormerInstallation(host)
  const jobs = await describeJobs(host, gopls.binary.path)
  const put = await untilInterrupted(onProgress, onStep =>
    putInPlace(host, { jobs, settings: configuration.settings, onProgress: onStep }),
  )
  if (!put.ok) {
    const message = `${put.trouble} ${await restoreFormerInstallation(host, former)}`
    return complain(terminal, { message, exitCode: exitCodes.no })
  }
  // 4. What nobody needs any more, and what to know.
  const rows = await host.table.readEvery()
  const keep = former.application === null ? [] : [former.application]
  await pruneApplications(paths.appFolder, { keep, commands: rows.map(({ command }) => command) })
  const recorded = await readRecordedInstances(host)
  const unguarded = listUnguardedGopls(
    rows,
    recorded.map(({ process }) => process.identity.pid),
  )
  const editors = await findEditors(host)
  const { logsFolder } = paths
  const launcher = installedProgram(paths, 'gopls-guardian')
  terminal.print(describeInstalled({ ...put, logsFolder, launcher, editors, unguarded }).join('\n'))
  return put.proven.status.status === 'fail' ? exitCodes.no : exitCodes.done
}
