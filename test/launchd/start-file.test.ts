import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { noStarts } from '../../src/launchd/start-count.js'
import { readStartCount, startFile, writeStartCount } from '../../src/launchd/start-file.js'

t.test('what was counted is read back by the next process', async t => {
  const file = startFile(t.testdir())
  t.same(await readStartCount(file), noStarts)
  const count = { ...noStarts, begunAtMs: 12, failures: 2, lastReason: 'no gopls', parks: 1 }
  t.strictSame(writeStartCount(file, count), { ok: true })
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.same(await readStartCount(file), count)
})

for (const damaged of ['', '{', '[]', 'null', '{"parks":1}', JSON.stringify({ ...noStarts, failures: '1' })])
  t.test(`what is no count is none: ${damaged}`, async t => {
    const file = startFile(t.testdir())
    writeFileSync(file, damaged, { mode: 0o600 })
    t.same(await readStartCount(file), noStarts)
  })

t.test('a folder that is not there is told, and stops nobody', async t => {
  const file = startFile(join(t.testdir(), 'gone'))
  t.match(writeStartCount(file, noStarts), { ok: false, message: /ENOENT/ })
  t.throws(() => readFileSync(file), { code: 'ENOENT' })
})
