import { findGo } from '../../gopls/find-go.js'
import { readRealGoplsFile } from '../../gopls/real-gopls-file.js'
import { chooseAgentEnvironment } from '../../launchd/agent-environment.js'
import { describeDaemonJob } from '../../launchd/daemon-job.js'
import type { Job } from '../../launchd/job.js'
import { buildSearchPath } from '../../launchd/search-path.js'
import { describeWatchdogJob } from '../../launchd/watchdog-job.js'
import type { AgentHost } from './agent-host.js'

/**
 * Both jobs as they are installed from here: first the daemon's, then the watchdog's. The gopls is the one that the
 * daemon found last where none is given.
 */
export async function describeJobs(host: AgentHost, gopls?: string): Promise<readonly [Job, Job]> {
  const go = await findGo(host)
  const goplsPath = gopls ?? (await readRealGoplsFile(host.locations.paths.realGoplsFile))
  const facts = {
    paths: host.locations.paths,
    searchPath: buildSearchPath({ programs: [go?.path, goplsPath] }),
    environment: chooseAgentEnvironment(host),
  }
  return [describeDaemonJob(facts), describeWatchdogJob(facts)]
}
