import type { PrintedJob } from './parse-print.js'

/** Whether launchd has told the job's process to end, or killed it, and waits until it is gone. */
export function isStopping({ state }: PrintedJob): boolean {
  return state === 'SIGTERMed' || state === 'SIGKILLed'
}
