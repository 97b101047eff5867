import fc from 'fast-check'
import t from 'tap'
import { describeBytes, describeSeconds } from '../../src/cli/quantities.js'

const spans: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [0.4, '0s'],
  [59.9, '59s'],
  [60, '1m 0s'],
  [3599, '59m 59s'],
  [11_520, '3h 12m'],
  [86_400, '1d 0h'],
  [200_000, '2d 7h'],
]
for (const [seconds, text] of spans)
  t.test(`${seconds} seconds read as ${text}`, async t => t.equal(describeSeconds(seconds), text))

const sizes: readonly (readonly [number, string])[] = [
  [0, '0 MiB'],
  [432_013_312, '412 MiB'],
  [2 ** 30 - 1, '1.0 GiB'],
  [2 ** 30, '1.0 GiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
]
for (const [bytes, text] of sizes)
  t.test(`${bytes} bytes read as ${text}`, async t => t.equal(describeBytes(bytes), text))

t.test('a span never shows 60 of a unit or a negative number', async () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), seconds => {
      const parts = describeSeconds(seconds).split(' ')
      return parts.length <= 2 && parts.every(part => /^(?:\d+d|1?\dh|2[0-3]h|[1-5]?\d[ms])$/.test(part))
    }),
  )
})
