import { rm } from 'node:fs/promises'
import { plistFileOf } from '../../launchd/install-plan.js'
import { agentLabel } from '../../launchd/job.js'
import { readPlistFile } from '../../launchd/plist-file.js'
import { startFile } from '../../launchd/start-file.js'
import { prepareFolders } from '../../supervisor/prepare-folders.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { type AgentHost, openAgentHost } from './agent-host.js'
import { agents } from './agents.js'
import { complain } from './complain.js'
import { describeForeground, waitForDaemonInForeground } from './daemon-in-foreground.js'
import { runAgentJob } from './run-agent-job.js'
import { whileAlone } from './while-alone.js'

/** Starts what is installed; what runs already goes on running. */
export async function startAgents(terminal: Terminal): Promise<ExitCode> {
  const opened = await openAgentHost()
  if (!opened.ok) return complain(terminal, opened)
  const { host } = opened
  return whileAlone(terminal, host, () => start(terminal, host))
}

async function start(terminal: Terminal, host: AgentHost): Promise<ExitCode> {
  // 1. Two daemons of one user cannot be.
  const printed = await host.launchctl.print(agentLabel)
  const jobPid = printed.kind === 'loaded' ? printed.job.pid : null
  const foreground = await waitForDaemonInForeground(host, jobPid)
  if (foreground !== undefined) return complain(terminal, describeForeground(foreground))
  // 2. Without a folder for its output launchd starts nothing.
  const trouble = await prepareFolders(host.locations)
  if (trouble !== undefined)
    return complain(terminal, { message: trouble, exitCode: exitCodes.wrongConfiguration })
  // 3. Whoever starts it by hand has seen to what made it give up.
  await rm(startFile(host.locations.paths.runFolder), { force: true })
  for (const agent of agents) {
    const plist = await readPlistFile(plistFileOf(host.locations.paths, agent.label))
    if (plist.kind !== 'ours') {
      const message =
        plist.kind === 'missing'
          ? `the ${agent.name} is not installed. Type: gopls-guardian agent install`
          : plist.reason
      return complain(terminal, { message, exitCode: exitCodes.no })
    }
    const message = await runAgentJob(host, 'start', { agent, ...plist })
    if (message !== undefined) return complain(terminal, { message, exitCode: exitCodes.no })
    terminal.print(`${agent.name}: started`)
  }
  return exitCodes.done
}
