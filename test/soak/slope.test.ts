import fc from 'fast-check'
import t from 'tap'
import { slopePerHour } from './slope.js'

const minuteMs = 60_000

t.test('a line has its own slope, wherever it begins', async t => {
  fc.assert(
    fc.property(fc.integer({ min: -500, max: 500 }), fc.integer(), (perMinute, atFirst) => {
      const points = [0, 1, 2, 5, 9].map(minute => ({
        atMs: minute * minuteMs,
        value: atFirst + minute * perMinute,
      }))
      return Math.abs(slopePerHour(points) - 60 * perMinute) < 1e-3
    }),
  )
  t.pass()
})

t.test('what goes up and down around one value has next to none', async t => {
  const points = Array.from({ length: 101 }, (_, minute) => ({
    atMs: minute * minuteMs,
    value: 60 + (minute % 2 === 0 ? 4 : -4),
  }))
  t.ok(Math.abs(slopePerHour(points)) < 0.1)
})

t.test('one moment has no slope', async t => {
  t.same([slopePerHour([]), slopePerHour([{ atMs: 5, value: 1 }])], [Number.NaN, Number.NaN])
})
