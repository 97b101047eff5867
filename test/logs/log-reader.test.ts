import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { LogReader } from '../../src/logs/log-reader.js'

t.test('the last lines come from rotated files too, packed or not, and from none twice', async t => {
  const { reader } = open(t, {
    'guardian.log.9.gz': gzipSync('c\n'),
    'guardian.log.10': 'd\ne\n',
    'guardian.log.10.gz': gzipSync('d\ne\n'),
    'guardian.log.11.gz.partial': 'half',
    'guardian.log': 'f\ng\n',
    'gopls-1.log.12': 'another\n',
  })
  t.strictSame(reader.readLast(4), ['d', 'e', 'f', 'g'])
})

t.test('without a log there are the lines of the rotated ones, and then those of the new log', async t => {
  const { reader, path } = open(t, { 'guardian.log.1': 'a\nb\n' })
  t.strictSame(reader.readLast(9), ['a', 'b'])
  t.strictSame(reader.readMore(), [])
  writeFileSync(path, 'c\n')
  t.strictSame(reader.readMore(), ['c'])
})

t.test('half a line and half a character wait for the rest', async t => {
  const { reader, path } = open(t, { 'guardian.log': 'a\nb' })
  const umlaut = Buffer.from('ü')
  t.strictSame(reader.readLast(9), ['a'])
  appendFileSync(path, umlaut.subarray(0, 1))
  t.strictSame(reader.readMore(), [])
  appendFileSync(path, Buffer.concat([umlaut.subarray(1), Buffer.from('\n')]))
  t.strictSame(reader.readMore(), ['bü'])
})

t.test('what was written before and after rotations is read once, however many there were', async t => {
  const { reader, path } = open(t, { 'guardian.log': 'a\n', 'guardian.log.4.gz': gzipSync('old\n') })
  t.strictSame(reader.readLast(1), ['a'])
  appendFileSync(path, 'b\n')
  renameSync(path, `${path}.5`)
  writeFileSync(`${path}.6.gz`, gzipSync('c\n'))
  writeFileSync(`${path}.7`, 'd\n')
  writeFileSync(path, 'e\n')
  t.strictSame(reader.readMore(), ['b', 'c', 'd', 'e'])
  t.strictSame(reader.readMore(), [])
})

t.test('a log that was removed and made again is read from its beginning', async t => {
  const { reader, path } = open(t, { 'guardian.log': 'a\n' })
  t.strictSame(reader.readLast(1), ['a'])
  rmSync(path)
  t.strictSame(reader.readMore(), [])
  writeFileSync(path, 'b\n')
  t.strictSame(reader.readMore(), ['b'])
})

t.test('of a rotated file that is broken a line says so, and what is none is left out', async t => {
  const { reader, path } = open(t, {
    'guardian.log.1.gz': gzipSync('a\n').subarray(0, 12),
    'guardian.log.2.gz': gzipSync('b\n'),
    'guardian.log': 'c\n',
  })
  mkdirSync(`${path}.3`)
  const [broken = '', ...others] = reader.readLast(9)
  t.match(JSON.parse(broken), { level: 40, time: /Z$/, msg: /guardian\.log\.1\.gz cannot be unpacked: / })
  t.strictSame(others, ['b', 'c'])
  renameSync(path, `${path}.4`)
  writeFileSync(path, 'd\n')
  t.strictSame(reader.readMore(), ['d'], 'and what was read is known by its number')
})

t.test('a log that was cut is read from its beginning', async t => {
  const { reader, path } = open(t, { 'guardian.log': 'a\nb\n' })
  t.strictSame(reader.readLast(9), ['a', 'b'])
  truncateSync(path)
  appendFileSync(path, 'c\n')
  t.strictSame(reader.readMore(), ['c'])
})

function open(
  t: Test,
  files: Readonly<Record<string, string | Buffer>>,
): { reader: LogReader; path: string } {
  const path = join(t.testdir({ ...files }), 'guardian.log')
  const reader = new LogReader(path)
  t.teardown(() => reader.close())
  return { reader, path }
}
