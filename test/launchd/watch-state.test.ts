import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readWatchState, watchStateFile, writeWatchState } from '../../src/launchd/watch-state.js'

const state = { pid: 7, start: '100', misses: 2, firstMissWallMs: 1, lastMissWallMs: 2 }

t.test('what one run writes the next one reads, until it is removed', async t => {
  const folder = t.testdir({})
  const file = watchStateFile(folder)
  t.equal(await readWatchState(file), undefined)
  t.strictSame(await writeWatchState(file, state), { ok: true })
  t.strictSame(await readWatchState(file), state)
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.strictSame(await writeWatchState(file, undefined), { ok: true })
  t.strictSame(await writeWatchState(file, undefined), { ok: true })
  t.strictSame(readdirSync(folder), [])
})

for (const text of ['', '{', 'null', '[]', '7', '{"pid":7}', JSON.stringify({ ...state, misses: 'many' })])
  t.test(`a damaged file counts for nothing: ${text}`, async t => {
    const file = watchStateFile(t.testdir({}))
    writeFileSync(file, text, { mode: 0o600 })
    t.equal(await readWatchState(file), undefined)
  })

t.test('so does one that others can write', async t => {
  const file = watchStateFile(t.testdir({}))
  writeFileSync(file, JSON.stringify(state))
  chmodSync(file, 0o666)
  t.equal(await readWatchState(file), undefined)
})

t.test('where it cannot be written, that is the answer', async t => {
  const file = join(t.testdir({}), 'missing', 'watchdog.json')
  t.match(await writeWatchState(file, state), { ok: false, message: /ENOENT/ })
})
