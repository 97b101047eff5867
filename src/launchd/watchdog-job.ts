import { type Job, watchdogLabel } from './job.js'
import { describeSurroundings, installedProgram, type JobFacts } from './job-surroundings.js'

/**
 * The watchdog: looks once a minute and ends. KeepAlive sees a daemon that died, but not one that hangs.
 * Without files for its output: where launchd cannot open them it starts nothing, and this is who makes their folder.
 */
export function describeWatchdogJob(facts: JobFacts): Job {
  return {
    Label: watchdogLabel,
    ProgramArguments: [installedProgram(facts.paths, 'gopls-guardian-watchdog')],
    RunAtLoad: false,
    StartInterval: 60,
    ProcessType: 'Background',
    ...describeSurroundings(facts),
  }
}
