import type { AgentFacts, AgentState } from './agent-facts.js'
import { describeInWords } from './agent-words.js'
import { lacksSession } from './exit-codes.js'
import { isStopping } from './is-stopping.js'
import type { LastExit, PrintedJob } from './parse-print.js'

export interface AgentDescription {
  /** null: not known. */
  readonly loaded: boolean | null
  readonly running: boolean | null
  readonly pid: number | null
  readonly state: AgentState
  /** What is so, why, and what to type. */
  readonly words: string
}

/** What is so with one of our jobs. */
export function describeAgent(facts: AgentFacts): AgentDescription {
  const { printed } = facts
  const state = chooseState(facts)
  const words = describeInWords(state, facts)
  if (printed.kind === 'unreadable') return { loaded: null, running: null, pid: null, state, words }
  const pid = printed.kind === 'loaded' ? printed.job.pid : null
  return { loaded: printed.kind === 'loaded', running: pid !== null, pid, state, words }
}

function chooseState(facts: AgentFacts): AgentState {
  const { printed, disabled, plist } = facts
  switch (printed.kind) {
    case 'unreadable':
      return lacksSession(printed.answer) ? 'no-session' : 'unreadable'
    case 'unknown-label':
      if (plist === 'missing' || plist === 'foreign') return 'not-installed'
      return disabled ? 'disabled' : 'not-loaded'
    case 'loaded':
      if (isStopping(printed.job)) return 'stopping'
      if (printed.job.state === 'xpcproxy') return 'starting'
      return printed.job.pid === null
        ? stateWithoutProcess(printed.job, facts)
        : stateWithProcess(printed.job, facts)
  }
}

/** A process that is older than this has got over what ended the one before. */
const settledMs = 60_000
/** So many starts with a bad end are no accident. */
const manyRuns = 5

/** A living job still shows how the one before it ended, for as long as it lives. */
function stateWithProcess(job: PrintedJob, { role, upMs }: AgentFacts): AgentState {
  const isYoung = upMs === null || upMs < settledMs
  return isYoung && role === 'daemon' && endsBadlyAgainAndAgain(job) ? 'crash-looping' : 'running'
}

function stateWithoutProcess(job: PrintedJob, { role, disabled }: AgentFacts): AgentState {
  if (disabled) return 'disabled'
  if (job.pendedSpawn !== null) return 'pended'
  if (job.lastExit?.kind === 'code' && job.lastExit.code === 78) return 'exit-78'
  if (role === 'daemon' && endsBadlyAgainAndAgain(job)) return 'crash-looping'
  return endedBadly(job.lastExit) || job.jobState === 'spawn failed' ? 'failed' : 'waiting'
}

function endsBadlyAgainAndAgain({ runs, lastExit }: PrintedJob): boolean {
  return runs !== null && runs >= manyRuns && endedBadly(lastExit)
}

function endedBadly(exit: LastExit | null): boolean {
  if (exit?.kind === 'code') return exit.code !== 0
  return exit?.kind === 'signal' || exit?.kind === 'reason'
}
