import type { Test } from 'tap'
import type { Outcome } from './outcome.js'

/** One situation of the table: what should come of it, and how to bring it about and see. */
export interface Row {
  readonly situation: string
  readonly expected: Outcome
  /** False, or why it cannot be tried here. */
  readonly skip: false | string
  readonly run: (t: Test) => Promise<Seen | { readonly skip: string }>
}

export interface Seen extends Outcome {
  /** What was measured on the way. */
  readonly facts: string
}

/** With LONG=1 everything takes as long as it would in life. */
export const isLong = process.env['LONG'] === '1'
