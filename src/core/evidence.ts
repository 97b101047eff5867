import type { ObserverState } from './observer-gate.js'
import type { StackFinding } from './stacks.js'

/** What a process is doing, in words shared by Linux and macOS. */
export type ProcessState =
  | 'running'
  | 'sleeping'
  | 'uninterruptible'
  | 'stopped'
  | 'traced'
  | 'zombie'
  | 'other'

export interface ProcessView {
  readonly state: ProcessState | 'absent'
  /** A debugger is attached. */
  readonly traced: boolean
  /** CPU time that the process group has used so far. */
  readonly cpuMs: number
  /** Of the whole group. */
  readonly residentBytes: number
  /** Living processes of the group beside the leader (`go list`, a packages driver); never the telemetry child. */
  readonly children: readonly ChildView[]
}

export interface ChildView {
  readonly pid: number
  readonly command: string
}

/** One connection to gopls, ours or an editor's, as seen from its client's end. Ages in milliseconds. */
export interface ConversationView {
  /** The oldest request that gopls has not answered. */
  readonly pending: { readonly method: string; readonly ageMs: number } | null
  /** Since gopls last answered anything here. */
  readonly lastAnswerAgeMs: number | null
  /** Since gopls last told of progress here. */
  readonly progressAgeMs: number | null
  /** The oldest request of gopls that the editor has not answered. */
  readonly awaitsClient: { readonly method: string; readonly ageMs: number } | null
  /** How long answers to `pending.method` usually take (P95). */
  readonly usualMs: number | null
}

/** One look, at one conversation of one instance. */
export interface Observation {
  readonly atMs: number
  readonly observer: ObserverState
  readonly process: ProcessView
  readonly conversation: ConversationView
}

/**
 * What the looks at one conversation add up to. Plain data: an incident can hold it as JSON, and the judge says
 * the same of it again. Begins empty with each generation.
 */
export interface Evidence {
  readonly last: Observation | null
  /** Looks in a row, by an observer who was fit, at which the same request was unanswered. */
  readonly unansweredLooks: number
  /** CPU time that the group used since that request was first seen unanswered, and how long that is. */
  readonly cpuWhileWaiting: { readonly usedMs: number; readonly overMs: number } | null
  /** Since when children have been at work without a break. */
  readonly childrenSinceMs: number | null
  /** What goroutine dumps under suspicion said; `unavailable` when they were asked for twice and none came. */
  readonly stacks: StackFinding | 'first' | 'unavailable' | null
}

/** gopls gives its initial load 10 minutes; a child that is at work for longer excuses nothing. */
export const longestChildMs = 11 * 60_000

export const noEvidence: Evidence = {
  last: null,
  unansweredLooks: 0,
  cpuWhileWaiting: null,
  childrenSinceMs: null,
  stacks: null,
}

/**
 * Adds one look. What an unfit observer saw, or of a process that somebody holds still, is kept for the record,
 * but counts for nothing.
 */
export function addObservation(evidence: Evidence, observation: Observation): Evidence {
  const childrenSinceMs = followChildren(evidence, observation)
  const { pending } = observation.conversation
  if (pending === null || observation.observer !== 'fit' || !canRun(observation.process))
    return { last: observation, unansweredLooks: 0, cpuWhileWaiting: null, childrenSinceMs, stacks: null }
  // Silence while a child is at work counts for nothing: what follows it is watched from the beginning.
  const isExcused = isExcusedByChild(childrenSinceMs, observation.atMs)
  const isSame = !isExcused && evidence.unansweredLooks > 0 && isOlderBy(evidence.last, observation)
  return {
    last: observation,
    unansweredLooks: isSame ? evidence.unansweredLooks + 1 : 1,
    cpuWhileWaiting: isSame ? addCpu(evidence, observation) : { usedMs: 0, overMs: 0 },
    childrenSinceMs,
    stacks: isSame ? evidence.stacks : null,
  }
}

/** Adds what a goroutine dump under suspicion said. */
export function addStacks(evidence: Evidence, stacks: NonNullable<Evidence['stacks']>): Evidence {
  return evidence.unansweredLooks > 0 ? { ...evidence, stacks } : evidence
}

/** Whether a child that is at work explains a silence. */
export function isExcusedByChild(childrenSinceMs: number | null, atMs: number): boolean {
  return childrenSinceMs !== null && atMs - childrenSinceMs <= longestChildMs
}

function canRun({ state, traced }: ProcessView): boolean {
  return state !== 'stopped' && state !== 'traced' && !traced
}

function followChildren({ childrenSinceMs }: Evidence, { process, atMs }: Observation): number | null {
  return process.children.length === 0 ? null : (childrenSinceMs ?? atMs)
}

/** The request seen now is the one seen before if it was sent before that look. */
function isOlderBy(before: Observation | null, now: Observation): boolean {
  return before !== null && (now.conversation.pending?.ageMs ?? 0) >= now.atMs - before.atMs
}

function addCpu({ last, cpuWhileWaiting }: Evidence, now: Observation): Evidence['cpuWhileWaiting'] {
  if (last === null) return { usedMs: 0, overMs: 0 }
  // A child that ended takes its time with it: less than before is no progress backwards.
  const usedMs = Math.max(0, now.process.cpuMs - last.process.cpuMs)
  return {
    usedMs: (cpuWhileWaiting?.usedMs ?? 0) + usedMs,
    overMs: (cpuWhileWaiting?.overMs ?? 0) + now.atMs - last.atMs,
  }
}
