import { rm } from 'node:fs/promises'
import { plistFileOf } from '../../launchd/install-plan.js'
import { readPlistFile } from '../../launchd/plist-file.js'
import { startFile } from '../../launchd/start-file.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { openAgentHost } from './agent-host.js'
import { agents } from './agents.js'
import { complain } from './complain.js'
import { runAgentJob } from './run-agent-job.js'

/** Starts what is installed; what runs already goes on running. */
export async function startAgents(terminal: Terminal): Promise<ExitCode> {
  const opened = await openAgentHost()
  if (!opened.ok) return complain(terminal, opened)
  const { host } = opened
  // Whoever starts it by hand has seen to what made it give up.
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
