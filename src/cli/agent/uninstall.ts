import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { plistFileOf } from '../../launchd/install-plan.js'
import { readPlistFile, removePlistFile } from '../../launchd/plist-file.js'
import { forgetCurrent, uninstallApplications } from '../../launchd/uninstall-applications.js'
import { installDropIn } from '../../relay/install-drop-in.js'
import { describeDropIn } from '../drop-in-here.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { type AgentHost, openAgentHost } from './agent-host.js'
import { agents } from './agents.js'
import { complain } from './complain.js'
import { describeForeground, waitForDaemonInForeground } from './daemon-in-foreground.js'
import { endWhatIsLeft } from './end-what-is-left.js'
import { chooseKept, describeLeftovers } from './leftovers.js'
import { findOtherHome } from './other-home.js'
import { removeFiles } from './remove-files.js'
import { stopAgentJob } from './run-agent-job.js'
import { whileAlone } from './while-alone.js'

export interface UninstallFlags {
  readonly purge?: true
}

/** Takes the agents out of launchd and their files away; quiet where there is nothing to take away. */
export async function uninstallAgents(terminal: Terminal, flags: UninstallFlags): Promise<ExitCode> {
  const opened = await openAgentHost()
  if (!opened.ok) return complain(terminal, opened)
  const { host } = opened
  if (!(await isAnythingInstalled(host, flags))) return exitCodes.done
  return whileAlone(terminal, host, () => uninstall(terminal, host, flags.purge ?? false))
}

async function isAnythingInstalled(
  { locations, launchctl }: AgentHost,
  flags: UninstallFlags,
): Promise<boolean> {
  const { paths } = locations
  const files = [
    paths.appFolder,
    paths.runFolder,
    join(paths.binFolder, 'gopls'),
    ...agents.map(({ label }) => plistFileOf(paths, label)),
  ]
  const more = flags.purge ? [paths.stateFolder, paths.configFile, paths.logsFolder] : []
  if ([...files, ...more].some(path => existsSync(path))) return true
  const printed = await Promise.all(agents.map(({ label }) => launchctl.print(label)))
  return printed.some(({ kind }) => kind === 'loaded')
}

async function uninstall(terminal: Terminal, host: AgentHost, purge: boolean): Promise<ExitCode> {
  const { paths } = host.locations
  // 1. Out of launchd, the watchdog before the daemon that it would bring back.
  const elsewhere = await findOtherHome(host)
  if (elsewhere !== undefined) return complain(terminal, { message: elsewhere, exitCode: exitCodes.no })
  for (const agent of agents.toReversed()) {
    const trouble = await takeOut(host, agent)
    if (trouble !== undefined) return complain(terminal, { message: trouble, exitCode: exitCodes.no })
    terminal.print(`${agent.name}: out of launchd`)
  }
  // 2. What it leaves running, unless that is another daemon's by now.
  const foreground = await waitForDaemonInForeground(host, null)
  if (foreground !== undefined && purge) return complain(terminal, describeForeground(foreground))
  const leftovers = await endWhatIsLeft(host, foreground, purge)
  if (leftovers.ended.length > 0) terminal.print(`gopls: ended (pid ${leftovers.ended.join(', ')})`)
  // 3. The drop-in, as long as its template is there, then the files; but for what somebody still uses.
  const kept = chooseKept(leftovers, purge)
  if (kept.dropIn) {
    const trouble = await redirectDropIn(host, foreground === undefined)
    if (trouble !== undefined) return complain(terminal, { message: trouble, exitCode: exitCodes.no })
  }
  await uninstallApplications(paths.appFolder, leftovers.applications)
  await removeFiles(host.locations, kept)
  const words = describeLeftovers(leftovers, purge, join(paths.binFolder, 'gopls'))
  terminal.print([...words, 'gopls-guardian is uninstalled.'].join('\n'))
  return exitCodes.done
}

/** A plist under our label that is not ours stays, and so does its job. */
async function takeOut(host: AgentHost, agent: (typeof agents)[number]): Promise<string | undefined> {
  const file = plistFileOf(host.locations.paths, agent.label)
  const plist = await readPlistFile(file)
  if (plist.kind === 'foreign') return plist.reason
  const trouble = await stopAgentJob(host, agent)
  if (trouble !== undefined) return trouble
  const removed = await removePlistFile(file)
  return removed.ok ? undefined : removed.message
}

/** Away from the application that is to go: to the daemon in the foreground, or right to the real gopls. */
async function redirectDropIn({ locations }: AgentHost, passesThrough: boolean): Promise<string | undefined> {
  const { appFolder, binFolder } = locations.paths
  await forgetCurrent(appFolder)
  const facts = describeDropIn(locations, process)
  const isOfInstalled = facts.entry.startsWith(`${appFolder}/`)
  const trouble = passesThrough || isOfInstalled ? 'uninstalled' : null
  const installed = await installDropIn(binFolder, { ...facts, trouble })
  if (installed.ok) return undefined
  return `${join(binFolder, 'gopls')} cannot be made to pass on to the real gopls (${installed.message}). Make its folder writable, then try again.`
}
