import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemClock } from '../../host/clock.js'
import { planJob, plistFileOf } from '../../launchd/install-plan.js'
import type { JobPlan, JobStep } from '../../launchd/job-step.js'
import { writePlistFile } from '../../launchd/plist-file.js'
import { runInstallJob } from '../../launchd/run-install-job.js'
import type { AgentHost } from './agent-host.js'
import type { agents } from './agents.js'
import { explainFailure } from './explain-failure.js'

export interface AgentJob {
  readonly agent: (typeof agents)[number]
  /** What its plist holds, or is to hold. */
  readonly text: string
  readonly programArguments: readonly string[]
}

/** Takes a job into launchd, or out of it: undefined when it is done, else what went wrong. */
export async function runAgentJob(
  host: AgentHost,
  goal: JobPlan['goal'],
  { agent, text, programArguments }: AgentJob,
  onStep?: (step: JobStep) => void,
): Promise<string | undefined> {
  const { label, name } = agent
  const plistFile = plistFileOf(host.locations.paths, label)
  const realPlistFile = await resolveFolder(plistFile)
  const outcome = await runInstallJob(planJob(goal, { label, plistFile, realPlistFile, programArguments }), {
    ...host,
    clock: systemClock,
    writePlist: () => writePlistFile(plistFile, text, host.platform),
    ...(onStep && { onStep }),
  })
  return outcome.ok ? undefined : explainFailure(name, outcome.failure)
}

/** Before the first installation the folder may be missing. */
function resolveFolder(file: string): Promise<string> {
  return realpath(dirname(file)).then(
    folder => join(folder, basename(file)),
    () => file,
  )
}

export function stopAgentJob(host: AgentHost, agent: AgentJob['agent']): Promise<string | undefined> {
  return runAgentJob(host, 'stop', { agent, text: '', programArguments: [] })
}
