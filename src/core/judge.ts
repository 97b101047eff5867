import { type HangPolicy, longestSpinMs, overdueMs, spinFuseMs } from './baseline.js'
import { type ConversationView, type Evidence, longestChildMs, type Observation } from './evidence.js'
import type { Verdict } from './verdict.js'

export interface JudgePolicy {
  readonly hang: HangPolicy
  /** Looks in a row with the same unanswered request that a conviction needs, at least two. */
  readonly failures: number
  /**
   * Whether it confirms a hang that nobody is at work inside: it does for an editor's session, whose request should be
   * worked on. A connection of our own is simply made anew.
   */
  readonly idleConfirms: boolean
}

export interface Judgement {
  readonly verdict: Verdict
  /** For `hung`: what a replacement is counted as. */
  readonly cause: 'hang' | 'cpu' | null
  /** One line of plain words: what the verdict rests on. */
  readonly reason: string
  /** What would have been said of it, had we been fit to judge; null when the gate held nothing back. */
  readonly suppressed: 'slept' | 'stalled' | 'settling' | 'debugger' | null
}

/** A progress message is a sign of life for this long. */
export const progressMs = 30_000
/** Less CPU than this share of the time is none: timers and the collector use a little for ever. */
const idleCpuShare = 0.02

/** What the evidence amounts to. Pure, so that a recorded verdict can be reproduced from its evidence. */
export function judge(evidence: Evidence, policy: JudgePolicy): Judgement {
  const { last } = evidence
  if (last === null) return say('unknown', 'not looked at yet')
  if (last.process.state === 'absent' || last.process.state === 'zombie')
    return say('gone', 'the process is gone')
  const looksBad = last.process.state === 'stopped' || last.conversation.pending !== null
  if (last.observer !== 'fit')
    return { ...say('unknown', observerReasons[last.observer]), suppressed: looksBad ? last.observer : null }
  if (last.process.traced || last.process.state === 'traced')
    return { ...say('unknown', 'a debugger is attached'), suppressed: looksBad ? 'debugger' : null }
  if (last.process.state === 'stopped') return say('stopped', 'the process is stopped (SIGSTOP)')
  return judgeConversation(evidence, last, policy)
}

const observerReasons = {
  slept: 'guardian has just been asleep',
  stalled: 'guardian itself was held up',
  settling: 'guardian has only just come back',
} as const

function judgeConversation(
  evidence: Evidence,
  { conversation, process }: Observation,
  policy: JudgePolicy,
): Judgement {
  const { pending, usualMs } = conversation
  if (pending === null)
    return conversation.lastAnswerAgeMs === null
      ? say('unknown', 'not answered yet')
      : say('healthy', 'answers')
  const waited = describeWait(conversation)
  const limitMs = overdueMs(usualMs, policy.hang)
  if (pending.ageMs < limitMs && evidence.unansweredLooks < 2) return say('healthy', waited)
  // From here on it takes longer than it should: who or what could excuse it?
  if (conversation.awaitsClient !== null)
    return say(
      'blocked-on-client',
      `${waited}; gopls waits for the editor's ${conversation.awaitsClient.method}`,
    )
  const childMs = evidence.childrenSinceMs === null ? null : atMs(evidence) - evidence.childrenSinceMs
  if (childMs !== null && childMs <= longestChildMs)
    return say('waiting-on-child', `${waited}; its child is at work: ${process.children[0]?.command ?? ''}`)
  if (process.state === 'uninterruptible') return say('busy', `${waited}; the process waits for the disk`)
  if (conversation.progressAgeMs !== null && conversation.progressAgeMs <= progressMs)
    return say('busy', `${waited}; tells of progress`)
  const { usedMs, overMs } = evidence.cpuWhileWaiting ?? { usedMs: 0, overMs: 0 }
  const usesCpu = usedMs > overMs * idleCpuShare
  const { lastAnswerAgeMs } = conversation
  const answers = lastAnswerAgeMs !== null && lastAnswerAgeMs < Math.min(pending.ageMs, limitMs)
  const cpu = usesCpu ? `${seconds(usedMs)} of CPU in ${seconds(overMs)}` : `no CPU in ${seconds(overMs)}`
  if (usesCpu && answers) return say('busy', `${waited}; ${cpu}, and answers other requests`)
  const stacks = describeStacks[evidence.stacks ?? 'none']
  const facts = [waited, cpu, stacks].filter(Boolean).join('; ')
  const isRepeated = evidence.unansweredLooks >= Math.max(2, policy.failures)
  const isSilentFor = (fuseMs: number, watchedMs: number): boolean =>
    isRepeated && pending.ageMs >= fuseMs && overMs >= watchedMs
  const fuseMs = spinFuseMs(usualMs, policy.hang)
  // On a busy computer it gets less than one processor: who has not had the time for it has not spun for so long.
  const hasSpun = usedMs >= fuseMs * watchedOfFuse || pending.ageMs >= longestSpinMs
  if (usesCpu && isSilentFor(fuseMs, fuseMs * watchedOfFuse) && (isStill(evidence, policy) || hasSpun))
    return convict(isStill(evidence, policy) ? 'hang' : 'cpu', facts)
  if (isSilentFor(limitMs, limitMs * watchedOfLimit) && isConfirmed(evidence, usesCpu, policy))
    return convict('hang', facts)
  return say('suspect', facts)
}

/** How much of the limit, of the long fuse, it must have been watched in silence. A first look comes at half the limit. */
const watchedOfLimit = 1 / 3
const watchedOfFuse = 2 / 3

/**
 * Stuck in a system call is a hang whatever else uses CPU. Equal stacks may wait for work that goes on elsewhere in the
 * process, so they confirm only while there is none; and so does all the rest.
 */
function isConfirmed(evidence: Evidence, usesCpu: boolean, { idleConfirms }: JudgePolicy): boolean {
  const { stacks } = evidence
  if (stacks === 'stuck') return true
  return !usesCpu && (stacks === 'equal' || stacks === 'unavailable' || (idleConfirms && stacks === 'idle'))
}

/** Whoever uses the CPU does not do so for this request. */
function isStill({ stacks }: Evidence, { idleConfirms }: JudgePolicy): boolean {
  return stacks === 'equal' || stacks === 'stuck' || (idleConfirms && stacks === 'idle')
}

const describeStacks = {
  none: '',
  first: '',
  equal: '2 equal stacks',
  stuck: '2 equal stacks, in a system call',
  different: 'stacks that move',
  idle: 'nothing at work inside',
  unavailable: 'no stacks to be had',
} as const

function describeWait({ pending, usualMs }: ConversationView): string {
  if (pending === null) return ''
  const { method, ageMs } = pending
  const times = usualMs === null || usualMs === 0 ? '' : `, ${Math.round(ageMs / usualMs)}× its usual`
  return `${method} unanswered for ${seconds(ageMs)}${times}`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function atMs({ last }: Evidence): number {
  return last?.atMs ?? 0
}

function say(verdict: Verdict, reason: string): Judgement {
  return { verdict, cause: null, reason, suppressed: null }
}

function convict(cause: 'hang' | 'cpu', reason: string): Judgement {
  return { verdict: 'hung', cause, reason, suppressed: null }
}
