import { resolvePaths } from '../../src/host/paths.js'
import { describeDaemonJob } from '../../src/launchd/daemon-job.js'
import type { Job } from '../../src/launchd/job.js'
import type { JobFacts } from '../../src/launchd/job-surroundings.js'
import { buildSearchPath } from '../../src/launchd/search-path.js'
import { describeWatchdogJob } from '../../src/launchd/watchdog-job.js'

/** An Apple silicon Mac with Go from Homebrew; its user has set nothing. */
export const typicalMac: JobFacts = jobFactsOf('/Users/gopher')

export function jobFactsOf(homeFolder: string): JobFacts {
  return {
    paths: resolvePaths({ platform: 'darwin', environment: {}, homeFolder, currentFolder: '/' }),
    searchPath: buildSearchPath({
      programs: ['/opt/homebrew/bin/go', `${homeFolder}/go/bin/gopls`],
    }),
    environment: {},
  }
}

export function describeJobs(facts: JobFacts): readonly Job[] {
  return [describeDaemonJob(facts), describeWatchdogJob(facts)]
}
