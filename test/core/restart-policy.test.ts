import fc from 'fast-check'
import t from 'tap'
import { backoffDelayMs } from '../../src/core/restart-policy.js'

const anyPolicy = fc
  .record({
    backoffMinMs: fc.integer({ min: 1, max: 60_000 }),
    factor: fc.integer({ min: 1, max: 10_000 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ backoffMinMs, factor, jitter }) => ({
    backoffMinMs,
    backoffMaxMs: backoffMinMs * factor,
    jitter,
    maxFailures: 5,
    windowMs: 300_000,
    cooldownMs: 120_000,
  }))
const anyRoll = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const anyStreak = fc.integer({ min: 0, max: 5_000 })

t.test('a delay is never negative and never over the maximum', async () => {
  fc.assert(
    fc.property(anyPolicy, anyStreak, anyRoll, (policy, streak, roll) => {
      const delayMs = backoffDelayMs(streak, policy, roll)
      return delayMs >= 0 && delayMs <= policy.backoffMaxMs
    }),
  )
})

t.test('but for jitter, a longer streak never waits less', async () => {
  fc.assert(
    fc.property(anyPolicy, anyStreak, (policy, streak) => {
      const steady = { ...policy, jitter: 0 }
      return backoffDelayMs(streak + 1, steady, 0) >= backoffDelayMs(streak, steady, 0)
    }),
  )
})

t.test('chance takes or adds no more than its share', async () => {
  fc.assert(
    fc.property(anyPolicy, anyStreak, anyRoll, (policy, streak, roll) => {
      const steadyMs = backoffDelayMs(streak, { ...policy, jitter: 0 }, 0)
      const delayMs = backoffDelayMs(streak, policy, roll)
      return Math.abs(delayMs - steadyMs) <= steadyMs * policy.jitter + 1e-6
    }),
  )
})

const policy = {
  backoffMinMs: 250,
  backoffMaxMs: 30_000,
  jitter: 0,
  maxFailures: 5,
  windowMs: 300_000,
  cooldownMs: 120_000,
}
const table: readonly (readonly [streak: number, delayMs: number])[] = [
  [0, 0],
  [1, 0],
  [2, 250],
  [3, 500],
  [4, 1_000],
  [9, 30_000],
  [5_000, 30_000],
]
for (const [streak, delayMs] of table) {
  t.test(`after ${streak} failures in a row the wait is ${delayMs} ms`, async t => {
    t.equal(backoffDelayMs(streak, policy, 0.5), delayMs)
  })
}
