import { join } from 'node:path'
import type { Paths } from '../host/paths.js'
import { watchdogLabel } from './job.js'
import type { JobPlan } from './job-step.js'

/** The file from which launchd loads the job of this label. */
export function plistFileOf(
  { launchAgentsFolder }: Pick<Paths, 'launchAgentsFolder'>,
  label: string,
): string {
  return join(launchAgentsFolder, `${label}.plist`)
}

/** What is to become of the job of this label; `programArguments` as its plist has them. */
export function planJob(
  goal: JobPlan['goal'],
  job: Pick<JobPlan, 'label' | 'plistFile' | 'realPlistFile' | 'programArguments'>,
): JobPlan {
  return { goal, ...job, isOneShot: job.label === watchdogLabel }
}
