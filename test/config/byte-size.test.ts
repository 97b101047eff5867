import fc from 'fast-check'
import t from 'tap'
import { byteSizePattern, formatByteSize, parseByteSize } from '../../src/config/byte-size.js'

t.test('reads binary and decimal units as bytes', async t => {
  const sizes: Record<string, number> = {
    '6GiB': 6_442_450_944,
    '10MiB': 10_485_760,
    '512KiB': 524_288,
    '2GB': 2_000_000_000,
    '200MB': 200_000_000,
    '3KB': 3_000,
    '1024B': 1_024,
    '0.5KiB': 512,
  }
  for (const [text, bytes] of Object.entries(sizes)) t.equal(parseByteSize(text), bytes, text)
})

t.test('is undefined for anything else', async t => {
  const texts = ['', '5', 'MiB', '5 MiB', '-1B', '5mib', '5M', '5Mb', '1e3B', '5MiB\n', '5m']
  for (const text of texts) t.equal(parseByteSize(text), undefined, JSON.stringify(text))
})

t.test('a formatted size reads back as the same', async t => {
  t.doesNotThrow(() =>
    fc.assert(fc.property(fc.maxSafeNat(), bytes => parseByteSize(formatByteSize(bytes)) === bytes)),
  )
})

t.test('takes the largest unit without a fraction', async t => {
  const texts = ['0B', '1023B', '1KiB', '200MB', '10MiB', '6GiB']
  for (const text of texts) t.equal(formatByteSize(parseByteSize(text) ?? Number.NaN), text)
})

t.test('the pattern of the schema accepts exactly what is read', async t => {
  const text = fc.stringMatching(/^-?[0-9]{0,3}(\.[0-9]{0,2})?([GMK]i?)?B?\n?$/)
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        text,
        text => new RegExp(byteSizePattern).test(text) === (parseByteSize(text) !== undefined),
      ),
    ),
  )
})
