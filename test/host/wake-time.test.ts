import t from 'tap'
import { parseWakeTimeMs, readWakeTimeMs } from '../../src/host/wake-time.js'

t.test('the last wake is told in seconds', async t => {
  t.equal(
    parseWakeTimeMs('{ sec = 1594336081, usec = 345781 } Thu Jul  9 16:08:01 2020\n'),
    1_594_336_081_000,
  )
})

t.test('a computer that never slept has none', async t => {
  t.equal(parseWakeTimeMs('{ sec = 0, usec = 0 } Thu Jan  1 01:00:00 1970\n'), null)
  t.equal(parseWakeTimeMs(''), null)
})

t.test('other systems do not tell', async t => {
  t.equal(await readWakeTimeMs('linux'), null)
})

t.test('without sysctl nobody knows', { skip: process.platform === 'darwin' }, async t => {
  t.equal(await readWakeTimeMs('darwin'), null)
})
