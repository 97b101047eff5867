import { agentLabel, watchdogLabel } from '../../launchd/job.js'

/** Both jobs, in the order in which they are started: the watchdog watches over the daemon. */
export const agents = [
  { label: agentLabel, name: 'daemon' },
  { label: watchdogLabel, name: 'watchdog' },
] as const
