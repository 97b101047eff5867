import fc from 'fast-check'
import t from 'tap'
import { emptyInstanceState } from '../../src/core/instance-state.js'
import {
  moveLimitMs,
  type SuccessionFacts,
  type SuccessionState,
  type SuccessionStep,
  stepSuccession,
  succeedingState,
} from '../../src/core/succession.js'
import { policy, Simulation } from './simulate.js'

const loading: SuccessionState = { kind: 'loading' }
const moving: SuccessionState = { kind: 'moving', sinceMs: 0 }
const usual: SuccessionFacts = {
  predecessor: 'there',
  successor: 'ready',
  remaining: 1,
  staying: 0,
  hasFailed: false,
  moved: 0,
  quiet: false,
}

const rows: readonly (readonly [
  name: string,
  state: SuccessionState,
  facts: Partial<SuccessionFacts>,
  nowMs: number,
  step: SuccessionStep,
])[] = [
  ['a successor that starts is waited for', loading, { successor: 'starting' }, 1e9, { kind: 'wait' }],
  ['when it answers the sessions are told to move', loading, {}, 0, { kind: 'move' }],
  ['they have time for that', moving, {}, moveLimitMs - 1, { kind: 'wait' }],
  ['nobody moved', moving, {}, moveLimitMs, { kind: 'give-up', because: 'nobody-moved' }],
  ['whoever remains stays', moving, { staying: 1 }, 1, { kind: 'give-up', because: 'nobody-moved' }],
  ['not yet all who remain', moving, { remaining: 2, staying: 1 }, 1, { kind: 'wait' }],
  [
    'it was of no use to them',
    moving,
    { staying: 1, hasFailed: true },
    1,
    { kind: 'give-up', because: 'successor-failed' },
  ],
  [
    'who stays waits for a quiet moment',
    moving,
    { staying: 1, moved: 1, hasFailed: true },
    1,
    { kind: 'wait' },
  ],
  ['all have moved, or are gone', moving, { remaining: 0 }, 1, { kind: 'retire-predecessor' }],
  ['who does not move waits for a quiet moment', moving, { moved: 1 }, moveLimitMs, { kind: 'wait' }],
  ['there is one', moving, { moved: 1, quiet: true }, moveLimitMs, { kind: 'retire-predecessor' }],
  ['there is none', moving, { moved: 1 }, 2 * moveLimitMs, { kind: 'retire-predecessor' }],
  ...[loading, moving].flatMap(state => [
    [`gone while ${state.kind}`, state, { predecessor: 'gone' }, 0, { kind: 'settle' }] as const,
    [
      `the successor is gone while ${state.kind}`,
      state,
      { successor: 'gone' },
      0,
      { kind: 'give-up', because: 'successor-failed' },
    ] as const,
    [
      `stopped by hand while ${state.kind}`,
      state,
      { predecessor: 'stopped' },
      0,
      { kind: 'give-up', because: 'predecessor-stopped' },
    ] as const,
  ]),
]
for (const [name, state, facts, nowMs, step] of rows)
  t.test(name, async t => {
    t.same(stepSuccession(state, { ...usual, ...facts }, nowMs), step)
  })

t.test('no succession waits for ever once its successor answers', async () => {
  fc.assert(
    fc.property(fc.nat(9), fc.nat(9), fc.boolean(), (remaining, moved, quiet) => {
      const facts = { ...usual, remaining, moved, quiet }
      return stepSuccession(moving, facts, 2 * moveLimitMs).kind !== 'wait'
    }),
  )
})

t.test('nobody who has not moved is ended within the limit', async () => {
  fc.assert(
    fc.property(
      fc.constantFrom(loading, moving),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(9),
      fc.boolean(),
      fc.nat(moveLimitMs - 1),
      (state, remaining, moved, quiet, nowMs) =>
        stepSuccession(state, { ...usual, remaining, moved, quiet }, nowMs).kind !== 'retire-predecessor',
    ),
  )
})

t.test(
  'a successor goes on with the history, counts the replacement, and no failure is held against it',
  async t => {
    for (const reason of ['memory', 'upgrade'] as const) {
      const restarts = { ...emptyInstanceState.restarts, crash: 2 }
      const before = { ...emptyInstanceState, generation: 4, streak: 3, recycledAtMs: 5, restarts }
      const slot = new Simulation({ state: succeedingState(before, reason, 1_000) })
      slot.apply({ kind: 'succession-asked', reason })
      t.match(slot.actions, [{ kind: 'launch', generation: 5, reason }])
      t.match(slot.state, { streak: 0, recycledAtMs: reason === 'memory' ? 1_000 : 5 })
      t.same(slot.state.restarts, { ...restarts, [reason]: 1 })
    }
  },
)

t.test('memory is not chased in a successor either', async t => {
  const slot = new Simulation({ state: succeedingState(emptyInstanceState, 'memory', 1_000_000) })
  slot.apply({ kind: 'succession-asked', reason: 'memory' })
  slot.becomeReady()
  slot.apply({ kind: 'over-memory', generation: 1, quiet: true, beside: true, forMs: 0 })
  t.same([slot.countActions('succeed'), slot.noticeKinds().at(-1)], [0, 'memory-not-chased'])
})

t.test('where a successor can be loaded beside it nothing is ended, be it quiet or not', async t => {
  for (const quiet of [true, false]) {
    const slot = new Simulation()
    slot.apply({ kind: 'start-asked' })
    slot.becomeReady()
    slot.apply({ kind: 'outdated', generation: 1, quiet, beside: true, hasFailed: false })
    slot.apply({ kind: 'over-memory', generation: 1, quiet, beside: true, forMs: 60_000 })
    t.match(slot.actions.slice(-2), [
      { kind: 'succeed', reason: 'upgrade' },
      { kind: 'succeed', reason: 'memory' },
    ])
    t.equal(slot.countActions('terminate'), 0)
  }
})

t.test('none is ended for another that was seen to fail', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  for (const beside of [true, false])
    slot.apply({ kind: 'outdated', generation: 1, quiet: true, beside, hasFailed: true })
  t.same([slot.countActions('succeed'), slot.countActions('terminate')], [0, 0])
})

t.test('a dry run loads none beside it', async t => {
  const slot = new Simulation({ policy: { ...policy, dryRun: true } })
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  slot.apply({ kind: 'outdated', generation: 1, quiet: true, beside: true, hasFailed: false })
  slot.apply({ kind: 'over-memory', generation: 1, quiet: true, beside: true, forMs: 0 })
  t.same([slot.countActions('succeed'), slot.countActions('terminate')], [0, 0])
  t.same(slot.noticeKinds().slice(-2), ['would-replace', 'would-replace'])
})

t.test('one whose place is taken ends for that reason, and is not started again', async t => {
  const slot = new Simulation()
  slot.apply({ kind: 'start-asked' })
  slot.becomeReady()
  slot.apply({ kind: 'succeeded', reason: 'upgrade' })
  t.match(slot.actions.at(-1), { kind: 'terminate', reason: 'upgrade' })
  slot.die()
  t.match(slot.state, { phase: { kind: 'stopped' }, restarts: { upgrade: 0 } })
})
