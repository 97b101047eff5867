import fc from 'fast-check'
import t from 'tap'
import { decide } from '../../src/core/decide.js'
import type { InstanceEvent } from '../../src/core/instance-state.js'
import { verdicts } from '../../src/core/verdict.js'
import { killed, policy, Simulation } from './simulate.js'

t.test(
  'the breaker opens after maxFailures ends in a row, whatever their spacing inside the window',
  async () => {
    const spacing = fc.integer({ min: 0, max: policy.restart.windowMs - 1 })
    fc.assert(
      fc.property(fc.array(spacing, { minLength: 5, maxLength: 5 }), fc.boolean(), (spacings, getsReady) => {
        const slot = new Simulation({ policy: { ...policy, startupTimeoutMs: policy.restart.windowMs } })
        slot.apply({ kind: 'start-asked' })
        for (const livedMs of spacings) {
          if (slot.state.phase.kind === 'failed') return false
          if (getsReady) slot.becomeReady()
          slot.pass(livedMs)
          slot.die()
          slot.passUntilLaunched()
        }
        return slot.state.phase.kind === 'failed'
      }),
    )
  },
)

t.test('late news of an old generation change nothing', async () => {
  const anyLateEvent = fc.oneof(
    fc.record({
      kind: fc.constant('ended' as const),
      generation: fc.integer({ min: 0, max: 6 }),
      end: fc.constant(killed),
      roll: fc.constant(0.5),
    }),
    fc.record({ kind: fc.constant('became-ready' as const), generation: fc.integer({ min: 0, max: 6 }) }),
    fc.record({
      kind: fc.constant('over-memory' as const),
      generation: fc.integer({ min: 0, max: 6 }),
      quiet: fc.boolean(),
      beside: fc.boolean(),
      forMs: fc.nat(),
    }),
    fc.record({
      kind: fc.constant('session-hung' as const),
      generation: fc.integer({ min: 0, max: 6 }),
      cause: fc.constantFrom('hang' as const, 'cpu' as const),
    }),
    fc.record({
      kind: fc.constant('judged' as const),
      generation: fc.integer({ min: 0, max: 6 }),
      verdict: fc.constantFrom(...verdicts),
      cause: fc.constant(null),
    }),
  )
  fc.assert(
    fc.property(fc.array(anyEvent(), { maxLength: 30 }), anyLateEvent, (history, late) => {
      const slot = played(history)
      fc.pre(late.generation !== slot.state.generation)
      const decision = decide(slot.state, late, slot.nowMs, policy)
      return decision.state === slot.state && decision.actions.length === 0
    }),
  )
})

t.test('a stop that was asked for is never followed by a launch', async () => {
  const anyNews = anyEvent().filter(({ kind }) => kind !== 'start-asked' && kind !== 'restart-asked')
  fc.assert(
    fc.property(
      fc.array(anyEvent(), { maxLength: 30 }),
      fc.array(anyNews, { maxLength: 30 }),
      fc.integer({ min: 0, max: 10_000_000 }),
      (before, after, laterMs) => {
        const slot = played(before)
        slot.apply({ kind: 'stop-asked' })
        const launches = slot.countActions('launch')
        for (const event of after) slot.apply(event)
        slot.pass(laterMs)
        return slot.countActions('launch') === launches
      },
    ),
  )
})

t.test('the breaker is never open for longer than its cool-down, whatever happens', async () => {
  fc.assert(
    fc.property(fc.array(anyEvent(), { maxLength: 60 }), history => {
      const slot = played(history)
      const { phase } = slot.state
      return phase.kind !== 'failed' || phase.untilMs - slot.nowMs <= policy.restart.cooldownMs
    }),
  )
})

/** Any event, about any of the first generations. */
function anyEvent(): fc.Arbitrary<InstanceEvent> {
  const generation = fc.integer({ min: 0, max: 6 })
  return fc.oneof(
    fc.constantFrom<InstanceEvent>(
      { kind: 'start-asked' },
      { kind: 'stop-asked' },
      { kind: 'restart-asked' },
      { kind: 'gopls-changed' },
      { kind: 'time-passed' },
    ),
    generation.map((generation): InstanceEvent => ({ kind: 'became-ready', generation })),
    generation.map(
      (generation): InstanceEvent => ({
        kind: 'over-memory',
        generation,
        quiet: true,
        beside: false,
        forMs: 0,
      }),
    ),
    generation.map((generation): InstanceEvent => ({ kind: 'session-hung', generation, cause: 'hang' })),
    generation.map((generation): InstanceEvent => ({ kind: 'start-held-up', generation, stopped: true })),
    generation.map(
      (generation): InstanceEvent => ({
        kind: 'outdated',
        generation,
        quiet: true,
        beside: false,
        hasFailed: false,
      }),
    ),
    generation.map((generation): InstanceEvent => ({ kind: 'ended', generation, end: killed, roll: 0.3 })),
    fc
      .tuple(generation, fc.constantFrom(...verdicts))
      .map(([generation, verdict]): InstanceEvent => ({ kind: 'judged', generation, verdict, cause: null })),
  )
}

/** A slot with this past; a second passes after each event. */
function played(history: readonly InstanceEvent[]): Simulation {
  const slot = new Simulation()
  for (const event of history) {
    slot.apply(event)
    slot.pass(1_000)
  }
  return slot
}
