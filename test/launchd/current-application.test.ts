import { lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readCurrent, switchCurrent } from '../../src/launchd/current-application.js'

const [first, second] = ['1.0.0-aaaaaaaa', '1.0.1-beta.2-bbbbbbbb']

t.test('current leads to the one that was chosen last, by a relative link', async t => {
  const folder = t.testdir({ [first]: {}, [second]: {} })
  t.equal(readCurrent(folder), null)
  for (const name of [first, second, second]) {
    t.strictSame(await switchCurrent(folder, name), { ok: true })
    t.equal(readCurrent(folder), name)
    t.equal(readlinkSync(join(folder, 'current')), name)
  }
  t.strictSame(readdirSync(folder).toSorted(), [first, second, 'current'], 'nothing else is left')
})

t.test('at no time there is none', async t => {
  const folder = t.testdir({ [first]: {}, [second]: {} })
  await switchCurrent(folder, first)
  const seen = new Set<string | null>()
  const done = new AbortController()
  const look = (): void => {
    seen.add(readCurrent(folder))
    if (!done.signal.aborted) setImmediate(look)
  }
  look()
  for (let turn = 0; turn < 50; turn++) await switchCurrent(folder, turn % 2 === 0 ? second : first)
  done.abort()
  t.strictSame([...seen].toSorted(), [first, second])
})

t.test('a link that leads elsewhere is no application', async t => {
  for (const target of ['/usr', '../1.0.0-aaaaaaaa', 'x', '1.0.0-aaaaaaaa/..']) {
    const folder = t.testdir({})
    symlinkSync(target, join(folder, 'current'))
    t.equal(readCurrent(folder), null, target)
    t.match(await switchCurrent(folder, first), { ok: true })
  }
})

t.test('what somebody put in its place is not removed', async t => {
  const folder = t.testdir({ [first]: {}, current: { mine: '' } })
  t.match(await switchCurrent(folder, first), { ok: false, message: /current cannot be made to lead to/ })
  t.ok(lstatSync(join(folder, 'current', 'mine')).isFile())
  t.strictSame(readdirSync(folder).toSorted(), [first, 'current'])
})

t.test('a folder that is none is said to be so', async t => {
  const folder = t.testdir({})
  writeFileSync(join(folder, 'app'), '')
  t.match(await switchCurrent(join(folder, 'app'), first), { ok: false, message: /ENOTDIR/ })
  mkdirSync(join(folder, 'empty'))
  t.equal(readCurrent(join(folder, 'empty')), null)
})
