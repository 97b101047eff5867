import type { Stage } from './stage.js'

/** One fault of the matrix: what is done to gopls, daemon, relay or computer, and what must come of it. */
export interface FaultRow {
  /** By which it is chosen on the command line. */
  readonly name: string
  /** What is injected, in plain words. */
  readonly inject: string
  readonly expected: Expected
  /** What a person would put up with, from the fault to what is expected; never tuned to a machine. */
  readonly longestMs: number
  /** How many gopls guardian may end, as its events tell and as the process table shows. */
  readonly mostKills: number
  /** What must hold afterwards, in plain words; `run` checks it. */
  readonly holds: string
  /** False, or why it cannot be tried here. */
  readonly skip: false | string
  /** After this the row counts as hanging. */
  readonly limitMs?: number
  readonly run: (stage: Stage) => Promise<Seen>
}

export interface Expected {
  /** State and verdict of gopls in the end, or what else is judged. */
  readonly state: string
  /** The event that tells of the fault or of its cure. */
  readonly event: string
}

export interface Seen extends Expected {
  readonly tookMs: number
  /** What was measured on the way. */
  readonly facts?: string
}
