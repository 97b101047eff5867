import fc from 'fast-check'
import t from 'tap'
import {
  admitStart,
  endStart,
  failStart,
  maxFailedStarts,
  noStarts,
  type StartCount,
} from '../../src/launchd/start-count.js'

const minuteMs = 60_000

/** Starts at these times, each of which leaves no word. */
function crash(timesMs: readonly number[], from: StartCount = noStarts) {
  return timesMs.map(atMs => {
    const admitted = admitStart(from, atMs)
    from = admitted.count
    return admitted.admission
  })
}

t.test('five starts in a row that crash park the sixth, however long each of them took', async t => {
  for (const everyMs of [10_000, 1_000_000])
    t.same(crash([0, 1, 2, 3, 4, 5, 5.01].map(nth => nth * everyMs)), [
      'start',
      'start',
      'start',
      'start',
      'start',
      'park',
      'stay-parked',
    ])
})

t.test('after a pause there is one chance, then a pause twice as long', async t => {
  let count: StartCount = { ...noStarts, failures: maxFailedStarts }
  const pausesMs: number[] = []
  let nowMs = 10
  for (let round = 0; round < 9; round += 1) {
    const parked = admitStart(count, nowMs)
    t.equal(parked.admission, 'park')
    pausesMs.push((parked.count.parkedUntilMs ?? 0) - nowMs)
    nowMs = parked.count.parkedUntilMs ?? 0
    t.equal(admitStart(parked.count, nowMs - 1).admission, 'stay-parked')
    const chance = admitStart(parked.count, nowMs)
    t.equal(chance.admission, 'start')
    count = chance.count
    nowMs += 1
  }
  t.same(
    pausesMs.map(pauseMs => pauseMs / minuteMs),
    [1, 2, 4, 8, 16, 32, 60, 60, 60],
  )
})

t.test('one that ended because it was told to has not failed', async t => {
  let count = noStarts
  for (let nowMs = 0; nowMs < 100; nowMs += 1) {
    const admitted = admitStart(count, nowMs)
    t.equal(admitted.admission, 'start')
    count = endStart(admitted.count)
  }
})

t.test('the last reason that was told is kept for whoever asks why', async t => {
  const told = failStart(noStarts, 'the port is taken')
  t.equal(failStart(told, null).lastReason, 'the port is taken')
})

t.test('no clock parks it for longer than an hour', async () => {
  const time = fc.integer({ min: 0, max: 1e13 })
  const count = fc.record({
    begunAtMs: fc.option(time),
    failures: fc.nat(maxFailedStarts),
    lastReason: fc.constant(null),
    parkedUntilMs: fc.option(time),
    parks: fc.nat(100),
  })
  fc.assert(
    fc.property(count, time, (before, nowMs) => {
      const { admission, count: after } = admitStart(before, nowMs)
      const waitMs = (after.parkedUntilMs ?? nowMs) - nowMs
      return admission === 'start' ? after.begunAtMs === nowMs : waitMs > 0 && waitMs <= 60 * minuteMs
    }),
  )
})
