import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../host/clock.js'
import { identify, isAlive } from '../host/identity.js'
import type { WriteResult } from '../host/private-file.js'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import { firstStep, nextStep } from './install-job.js'
import type { JobFailure, JobPlan, JobStep, StepResult } from './job-step.js'
import type { Launchctl } from './launchctl.js'
import type { PrintedJob } from './parse-print.js'

export interface JobTools {
  readonly launchctl: Launchctl
  readonly table: ProcessTable
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Puts the plist where the plan says. */
  readonly writePlist: () => Promise<WriteResult>
  readonly onStep?: (step: JobStep) => void
}

export type JobOutcome =
  /** `job`: as launchd has it now; null where it was stopped. */
  | { readonly ok: true; readonly job: PrintedJob | null }
  | { readonly ok: false; readonly failure: JobFailure }

/** Goes the way of one job to its end. */
export async function runInstallJob(plan: JobPlan, tools: JobTools): Promise<JobOutcome> {
  const old: OldProcess = { identity: undefined }
  for (let step = firstStep(plan); ; ) {
    if (step.kind === 'done') return { ok: true, job: step.job }
    if (step.kind === 'failed') return { ok: false, failure: step.failure }
    tools.onStep?.(step)
    const result = await take(step, plan, tools, old)
    step = nextStep(plan, step, result, tools.clock.monotonicMs())
  }
}

/** What ran at the first look. */
interface OldProcess {
  identity: ProcessIdentity | undefined
}

async function take(
  step: Exclude<JobStep, { readonly kind: 'done' | 'failed' }>,
  { label, plistFile }: JobPlan,
  { launchctl, table, writePlist }: JobTools,
  old: OldProcess,
): Promise<StepResult> {
  switch (step.kind) {
    case 'look': {
      const printed = await launchctl.print(label)
      const pid = printed.kind === 'loaded' ? printed.job.pid : null
      old.identity = pid === null ? undefined : await identify(table, pid)
      return { kind: 'look', printed, isOldAlive: old.identity !== undefined }
    }
    case 'write-plist': {
      const written = await writePlist()
      const answer = written.ok ? { exitCode: 0, said: '' } : { exitCode: 1, said: written.message }
      return { kind: 'answer', answer }
    }
    case 'bootout':
      return { kind: 'answer', answer: await launchctl.bootout(label) }
    case 'enable':
      return { kind: 'answer', answer: await launchctl.enable(label) }
    case 'bootstrap':
      return { kind: 'answer', answer: await launchctl.bootstrap(plistFile) }
    case 'kickstart':
      return { kind: 'answer', answer: await launchctl.kickstart(label) }
    case 'await-gone':
    case 'await-bootstrap':
    case 'await-running': {
      await delay(step.delayMs)
      const printed = await launchctl.print(label)
      const isOldAlive = old.identity !== undefined && (await isAlive(table, old.identity))
      return { kind: 'look', printed, isOldAlive }
    }
  }
}
