import { plistFileOf } from '../../launchd/install-plan.js'
import { formatPlist } from '../../launchd/plist-text.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { openAgentHost } from './agent-host.js'
import { complain } from './complain.js'
import { describeJobs } from './describe-jobs.js'

/** The plists as an installation from here would write them. */
export async function printAgents(terminal: Terminal, flags: { readonly json?: true }): Promise<ExitCode> {
  const opened = await openAgentHost()
  if (!opened.ok) return complain(terminal, opened)
  const { host } = opened
  const plists = (await describeJobs(host)).map(job => ({
    file: plistFileOf(host.locations.paths, job.Label),
    job,
  }))
  terminal.print(
    flags.json
      ? JSON.stringify(plists, null, 2)
      : plists.map(({ file, job }) => `${file}\n${formatPlist(job)}`).join('\n'),
  )
  return exitCodes.done
}
