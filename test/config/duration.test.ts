import fc from 'fast-check'
import t from 'tap'
import { durationPattern, formatDuration, parseDuration } from '../../src/config/duration.js'

t.test('reads one number and one unit as milliseconds', async t => {
  const durations: Record<string, number> = {
    '250ms': 250,
    '5s': 5_000,
    '15m': 900_000,
    '1h': 3_600_000,
    '1.5s': 1_500,
    '2.3s': 2_300,
    '0s': 0,
    '0.4ms': 0,
  }
  for (const [text, durationMs] of Object.entries(durations)) t.equal(parseDuration(text), durationMs, text)
})

t.test('is undefined for anything else', async t => {
  const texts = [
    '',
    '5',
    's',
    '5 s',
    ' 5s',
    '5s\n',
    '-5s',
    '+5s',
    '.5s',
    '5.s',
    '5S',
    '1d',
    '1h30m',
    '1e3s',
    '5,5s',
  ]
  for (const text of texts) t.equal(parseDuration(text), undefined, JSON.stringify(text))
})

t.test('a formatted duration reads back as the same', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.maxSafeNat(), durationMs => parseDuration(formatDuration(durationMs)) === durationMs),
    ),
  )
})

t.test('takes the largest unit without a fraction', async t => {
  const texts = ['0ms', '999ms', '90s', '15m', '1h', '36h']
  for (const text of texts) t.equal(formatDuration(parseDuration(text) ?? Number.NaN), text)
})

t.test('the pattern of the schema accepts exactly what is read', async t => {
  const text = fc.stringMatching(/^-?[0-9]{0,3}(\.[0-9]{0,2})?(ms|s|m|h|d|)\n?$/)
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        text,
        text => new RegExp(durationPattern).test(text) === (parseDuration(text) !== undefined),
      ),
    ),
  )
})
