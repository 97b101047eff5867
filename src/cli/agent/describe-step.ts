import type { JobStep } from '../../launchd/job-step.js'

/** A step on the way of a job into launchd, in a few words. */
export function describeStep({ kind }: JobStep): string {
  return words[kind]
}

const words: Readonly<Record<JobStep['kind'], string>> = {
  look: 'look what launchd has',
  'write-plist': 'write its plist',
  bootout: 'take the former one out of launchd (bootout)',
  'await-gone': 'wait until that is gone',
  enable: 'enable it',
  bootstrap: 'load it (bootstrap)',
  'await-bootstrap': 'launchd is not ready; try again in a moment',
  kickstart: 'start it (kickstart)',
  'await-running': 'wait until it runs',
  done: 'done',
  failed: 'failed',
}
