import { agentLabel, type Job } from './job.js'
import { agentOutputFile, describeSurroundings, installedProgram, type JobFacts } from './job-surroundings.js'

/** The daemon: started at login, after a crash, and within half a minute of an end on purpose. */
export function describeDaemonJob(facts: JobFacts): Job {
  return {
    Label: agentLabel,
    ProgramArguments: [installedProgram(facts.paths, 'gopls-guardian'), 'run', '--agent', '--install-gopls'],
    RunAtLoad: true,
    // Not `true`: with that, StartInterval has no effect, and an end on purpose would come straight back.
    KeepAlive: { SuccessfulExit: false },
    StartInterval: 30,
    // Any other kind starves a local server, and gopls inherits it.
    ProcessType: 'Interactive',
    SoftResourceLimits: { NumberOfFiles: 8192 },
    ...describeSurroundings(facts),
    StandardOutPath: agentOutputFile(facts.paths, 'out'),
    StandardErrorPath: agentOutputFile(facts.paths, 'err'),
  }
}
