import fc from 'fast-check'
import {
  addObservation,
  addStacks,
  type Evidence,
  noEvidence,
  type Observation,
} from '../../src/core/evidence.js'
import type { JudgePolicy } from '../../src/core/judge.js'
import { type ObserverState, observerStates } from '../../src/core/observer-gate.js'

export const policy: JudgePolicy = {
  failures: 3,
  idleConfirms: false,
  hang: { floorMs: 5_000, ceilingMs: 60_000, p95Factor: 10, spinFactor: 10 },
}

const age = fc.integer({ min: 0, max: 20 * 60_000 })
const request = fc.record({ method: fc.constantFrom('gopls/sessions', 'textDocument/hover'), ageMs: age })

export const anyProcess = fc.record({
  state: fc.constantFrom(
    'running',
    'sleeping',
    'uninterruptible',
    'stopped',
    'traced',
    'zombie',
    'other',
    'absent',
  ),
  traced: fc.boolean(),
  cpuMs: fc.integer({ min: 0, max: 10_000_000 }),
  residentBytes: fc.integer({ min: 0, max: 2 ** 36 }),
  children: fc.array(
    fc.record({ pid: fc.integer({ min: 2, max: 99_999 }), command: fc.constant('go list') }),
    {
      maxLength: 2,
    },
  ),
})

export const anyConversation = fc.record({
  pending: fc.option(request),
  lastAnswerAgeMs: fc.option(age),
  progressAgeMs: fc.option(age),
  awaitsClient: fc.option(request),
  usualMs: fc.option(fc.integer({ min: 0, max: 600_000 })),
})

export function anyObservation(
  observer: fc.Arbitrary<ObserverState> = fc.constantFrom(...observerStates),
): fc.Arbitrary<Omit<Observation, 'atMs'>> {
  return fc.record({ observer, process: anyProcess, conversation: anyConversation })
}

const anyStacks = fc.option(fc.constantFrom('first', 'equal', 'stuck', 'different', 'idle', 'unavailable'))

/** Looks with the time between them, and what dumps said after each. */
export function anyLooks(observer?: fc.Arbitrary<ObserverState>): fc.Arbitrary<readonly Look[]> {
  return fc.array(
    fc.record({
      afterMs: fc.integer({ min: 1, max: 120_000 }),
      observation: anyObservation(observer),
      stacks: anyStacks,
    }),
    { minLength: 1, maxLength: 20 },
  )
}

export interface Look {
  readonly afterMs: number
  readonly observation: Omit<Observation, 'atMs'>
  readonly stacks: Parameters<typeof addStacks>[1] | null
}

/** The evidence after each look. */
export function collect(looks: readonly Look[], beginMs = 0): readonly Evidence[] {
  let evidence = noEvidence
  let atMs = beginMs
  return looks.map(({ afterMs, observation, stacks }) => {
    atMs += afterMs
    evidence = addObservation(evidence, { ...observation, atMs })
    if (stacks !== null) evidence = addStacks(evidence, stacks)
    return evidence
  })
}
