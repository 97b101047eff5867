import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openLogger } from '../../src/logs/logger.js'

t.test('each line is JSON with the time, on disk when the call returns', async t => {
  const file = join(t.testdir({}), 'logs', 'guardian.log')
  const logger = openLogger({ file, level: 'info', onTrouble: () => undefined })
  logger.info({ event: 'daemon.started', pid: 1 })
  const [line = '', ...more] = readFileSync(file, 'utf8').trimEnd().split('\n')
  t.strictSame(more, [])
  t.match(JSON.parse(line), { level: 30, time: /^\d{4}-\d\d-\d\dT.*Z$/, event: 'daemon.started', pid: 1 })
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('only what is important enough is written, and that can change', async t => {
  const file = join(t.testdir({}), 'guardian.log')
  const logger = openLogger({ file, level: 'warn', onTrouble: () => undefined })
  logger.info({ event: 'a' })
  logger.level = 'trace'
  logger.trace({ event: 'b' })
  t.match(readFileSync(file, 'utf8'), /^\{.*"event":"b"\}\n$/)
})

t.test('lines of an earlier daemon stay', async t => {
  const file = join(t.testdir({ 'guardian.log': 'earlier\n' }), 'guardian.log')
  chmodSync(file, 0o600)
  openLogger({ file, level: 'info', onTrouble: () => undefined }).info({ event: 'now' })
  t.match(readFileSync(file, 'utf8'), /^earlier\n\{.*\}\n$/)
})

t.test('a file that cannot be opened is told, and nothing is thrown', async t => {
  const file = t.testdir({})
  const troubles: (string | undefined)[] = []
  openLogger({ file, level: 'info', onTrouble: detail => troubles.push(detail) })
  t.match(troubles, [/EISDIR/])
})

const full = existsSync('/dev/full') ? false : 'needs /dev/full'
t.test('a full disk is told; nothing is thrown, and little is kept in memory', { skip: full }, async t => {
  const troubles = new Set<string | undefined>()
  const logger = openLogger({
    file: '/dev/full',
    level: 'info',
    onTrouble: detail => troubles.add(detail),
  })
  const before = process.memoryUsage().rss
  for (let count = 0; count < 50_000; count += 1) logger.info({ event: 'x', text: 'y'.repeat(1_000) })
  t.match([...troubles], [/ENOSPC/])
  t.ok(process.memoryUsage().rss - before < 40_000_000)
})

t.test('a write that works takes the trouble back', async t => {
  const file = join(t.testdir({}), 'guardian.log')
  const troubles: (string | undefined)[] = []
  openLogger({ file, level: 'info', onTrouble: detail => troubles.push(detail) }).info({ event: 'x' })
  t.strictSame(troubles, [undefined])
})
