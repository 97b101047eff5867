import type { Evidence } from './evidence.js'
import type { Verdict } from './verdict.js'

export interface JudgePolicy {
  /** Unanswered probes in a row that make a hang. */
  readonly failures: number
}

export interface Judgement {
  readonly verdict: Verdict
  /** One line of plain words: what the verdict rests on. */
  readonly reason: string
}

/** What the evidence amounts to. Pure, so that a recorded verdict can be reproduced from its evidence. */
export function judge(evidence: Evidence, policy: JudgePolicy): Judgement {
  const { last, failuresInRow } = evidence
  if (last === undefined) return { verdict: 'unknown', reason: 'not looked at yet' }
  if (last.process === 'absent' || last.process === 'zombie')
    return { verdict: 'gone', reason: 'the process is gone' }
  if (last.observerStalled) return { verdict: 'unknown', reason: 'guardian itself was stopped or asleep' }
  if (last.traced) return { verdict: 'unknown', reason: 'a debugger is attached' }
  if (last.process === 'stopped') return { verdict: 'stopped', reason: 'the process is stopped (SIGSTOP)' }
  if (failuresInRow >= policy.failures)
    return { verdict: 'hung', reason: `${failuresInRow} probes in a row unanswered` }
  if (failuresInRow > 0)
    return { verdict: 'suspect', reason: `${failuresInRow} of ${policy.failures} probes in a row unanswered` }
  if (evidence.lastAnswerAtMs === undefined) return { verdict: 'unknown', reason: 'not answered a probe yet' }
  return { verdict: 'healthy', reason: 'answers' }
}
