import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openLogger } from '../../src/logs/logger.js'

t.test('each line is JSON with the time, on disk when the call returns', async t => {
  const file = join(t.testdir({}), 'logs', 'guardian.log')
  const { logger } = openLogger({ file, level: 'info' })
  logger.info({ event: 'daemon.started', pid: 1 })
  const [line = '', ...more] = readFileSync(file, 'utf8').trimEnd().split('\n')
  t.strictSame(more, [])
  t.match(JSON.parse(line), { level: 30, time: /^\d{4}-\d\d-\d\dT.*Z$/, event: 'daemon.started', pid: 1 })
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('only what is important enough is written, and that can change', async t => {
  const file = join(t.testdir({}), 'guardian.log')
  const { logger } = openLogger({ file, level: 'warn' })
  logger.info({ event: 'a' })
  logger.level = 'trace'
  logger.trace({ event: 'b' })
  t.match(readFileSync(file, 'utf8'), /^\{.*"event":"b"\}\n$/)
})

t.test('lines of an earlier daemon stay', async t => {
  const file = join(t.testdir({ 'guardian.log': 'earlier\n' }), 'guardian.log')
  chmodSync(file, 0o600)
  openLogger({ file, level: 'info' }).logger.info({ event: 'now' })
  t.match(readFileSync(file, 'utf8'), /^earlier\n\{.*\}\n$/)
})
