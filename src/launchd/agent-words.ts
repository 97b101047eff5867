import type { AgentFacts, AgentState } from './agent-facts.js'
import { explainAnswer } from './exit-codes.js'
import type { LastExit, PrintedJob } from './parse-print.js'

/** In a few sentences: what is so, why, and, where there is something to do, what to type. */
export function describeInWords(state: AgentState, facts: AgentFacts): string {
  const { printed, role } = facts
  if (printed.kind === 'unreadable')
    return `Whether the ${role} runs cannot be told: ${explainAnswer(printed.answer, 'print')}`
  const { what, next } = printed.kind === 'loaded' ? wordLoaded(state, printed.job, facts) : wordAbsent(state)
  const defects = listDefects(state, facts)
  const sentences = [`The ${role} ${what}.`, ...defects.map(defect => defect.what)]
  const [cure = next] = defects.map(defect => defect.next)
  return [...sentences, ...(cure ? [cure] : [])].join(' ')
}

interface Words {
  readonly what: string
  readonly next?: string
}

const start = 'Type: gopls-guardian agent start'
const install = 'Type: gopls-guardian agent install'
const readLogs = 'Read guardian.log and launchd.err.log'

function wordAbsent(state: AgentState): Words {
  if (state === 'not-installed') return { what: 'is not installed', next: install }
  if (state === 'disabled') return { what: disabled, next: start }
  return { what: 'is installed, but not loaded: it was stopped', next: start }
}

const disabled = 'is switched off, by launchctl disable or in System Settings'

function wordLoaded(state: AgentState, job: PrintedJob, { role }: AgentFacts): Words {
  const ended = wordExit(job.lastExit)
  switch (state) {
    case 'running':
      return { what: `runs (pid ${job.pid})` }
    case 'starting':
      return { what: 'is about to run' }
    case 'stopping':
      return { what: 'is about to end' }
    case 'disabled':
      return { what: disabled, next: start }
    case 'pended':
      return { what: `waits: launchd holds its start back (${wordPended(job.pendedSpawn)})`, next: start }
    case 'exit-78':
      return {
        what: 'ended with exit code 78: it found no Node or a wrong configuration, or launchd could not open its program or its logs',
        next: `${readLogs}; then type: gopls-guardian agent install`,
      }
    case 'crash-looping':
      return {
        what: `fails again and again, ${job.runs} starts by now; ${ended}`,
        next: `${readLogs}; to stop it, type: gopls-guardian agent stop`,
      }
    case 'failed':
      return { what: `does not run: ${ended}, and launchd will try again`, next: readLogs }
    default:
      return role === 'watchdog' ? { what: 'waits for its next look' } : wordWaiting(job, ended)
  }
}

function wordWaiting({ runIntervalSeconds, runs }: PrintedJob, ended: string): Words {
  const within = runIntervalSeconds === null ? 'later' : `within ${runIntervalSeconds} seconds`
  const why = runs === 0 ? '' : '; guardian.log says why'
  return { what: `does not run: ${ended}${why}. launchd starts it ${within}`, next: start }
}

function wordExit(exit: LastExit | null): string {
  switch (exit?.kind) {
    case 'code':
      return exit.code === 0 ? 'it ended on purpose' : `it ended with exit code ${exit.code}`
    case 'signal':
      return `a signal ended it (${exit.name}: ${exit.number})`
    case 'reason':
      return `macOS ended it (${exit.reason}${wordReason(exit.reason)})`
    case 'unknown':
      return `launchd says of its end: ${exit.text}`
    default:
      return 'it has not run yet'
  }
}

function wordReason(reason: string): string {
  const meanings: Readonly<Record<string, string>> = {
    OS_REASON_CODESIGNING: ': the program was changed, or its signature is not valid',
    OS_REASON_DYLD: ': a library that the program needs is missing',
    OS_REASON_TCC: ': privacy protection',
  }
  return meanings[reason] ?? ''
}

function wordPended(reason: string | null): string {
  const meanings: Readonly<Record<string, string>> = {
    inefficient: 'inefficient: Low Power Mode, battery or load',
    semaphore: 'semaphore: it was loaded from outside the GUI session',
    speculative: 'speculative: it starts only what somebody asks for, as right after a login',
  }
  return meanings[reason ?? ''] ?? reason ?? 'it does not say why'
}

interface Defect {
  readonly what: string
  readonly next: string
}

/** What is wrong with the installation whatever the job does; the first gives the cure. */
function listDefects(state: AgentState, { plist, disabled }: AgentFacts): readonly Defect[] {
  const defects: Defect[] = []
  if (plist === 'foreign')
    defects.push({
      what: 'The plist under its label is not ours.',
      next: 'Move that away, then type: gopls-guardian agent install',
    })
  if (plist === 'unlike')
    defects.push({ what: 'Its plist is not what this version would write.', next: install })
  if (plist === 'missing' && state !== 'not-installed')
    defects.push({ what: 'Its plist is gone, so it will not start at the next login.', next: install })
  if (disabled && state !== 'disabled' && state !== 'not-installed')
    defects.push({ what: 'It is switched off from the next login on.', next: start })
  return defects
}
