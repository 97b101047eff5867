import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { type AgentHost, openAgentHost } from './agent-host.js'
import { agents } from './agents.js'
import { complain } from './complain.js'
import { stopAgentJob } from './run-agent-job.js'
import { whileAlone } from './while-alone.js'

/** Stops both until `start` or the next login; every gopls lives on. */
export async function stopAgents(terminal: Terminal): Promise<ExitCode> {
  const opened = await openAgentHost()
  if (!opened.ok) return complain(terminal, opened)
  const { host } = opened
  return whileAlone(terminal, host, () => stop(terminal, host))
}

async function stop(terminal: Terminal, host: AgentHost): Promise<ExitCode> {
  for (const agent of agents.toReversed()) {
    const message = await stopAgentJob(host, agent)
    if (message !== undefined) return complain(terminal, { message, exitCode: exitCodes.no })
    terminal.print(`${agent.name}: stopped until the next login, or: gopls-guardian agent start`)
  }
  return exitCodes.done
}
