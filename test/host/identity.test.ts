import fc from 'fast-check'
import t from 'tap'
import { identify, isAlive, isSameProcess, startedNoEarlier } from '../../src/host/identity.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { fakeProcessTable, processRow } from './fake-process-table.js'
import { startGroup } from './start-group.js'
import { startZombie } from './start-zombie.js'

const row = processRow({ pid: 50, start: '100' })
const identity = { pid: 50, start: '100', bootId: 'this boot' }

t.test('a process is the same only when pid, start and boot all agree', async t => {
  t.equal(isSameProcess(row, identity, 'this boot'), true)
  t.equal(isSameProcess(row, { ...identity, pid: 51 }, 'this boot'), false)
  t.equal(isSameProcess(row, { ...identity, start: '101' }, 'this boot'), false)
  t.equal(isSameProcess(row, identity, 'another boot'), false)
})

t.test('a process is identified by what the table says of it', async t => {
  const table = fakeProcessTable([row])
  t.strictSame(await identify(table, 50), identity)
  t.equal(await identify(table, 51), undefined)
})

const lives = [
  { name: 'itself', rows: [row], alive: true },
  { name: 'a stopped process', rows: [{ ...row, state: 'stopped' }], alive: true },
  { name: 'a zombie', rows: [{ ...row, state: 'zombie' }], alive: false },
  { name: 'another with the same pid', rows: [{ ...row, start: '200' }], alive: false },
  { name: 'nobody', rows: [], alive: false },
] as const

for (const { name, rows, alive } of lives) {
  t.test(`a pid that belongs to ${name} is ${alive ? '' : 'not '}alive`, async t => {
    t.equal(await isAlive(fakeProcessTable(rows), identity), alive)
  })
}

t.test('a process of an earlier boot is not alive', async t => {
  t.equal(await isAlive(fakeProcessTable([row], 'next boot'), identity), false)
})

t.test('a real process lives until it ends', async t => {
  const table = await openProcessTable(process.platform)
  const { pid, exited } = await startGroup(t, 'echo ready; exec sleep 60')
  const child = await identify(table, pid)
  if (!child) throw new Error('the child is not in the table')
  t.equal(await isAlive(table, child), true)
  process.kill(pid, 'SIGKILL')
  await exited
  t.equal(await isAlive(table, child), false)
})

t.test('a real zombie is not alive', async t => {
  const table = await openProcessTable(process.platform)
  const child = await identify(table, (await startZombie(t, table)).pid)
  if (!child) throw new Error('the zombie is not in the table')
  t.equal(await isAlive(table, child), false)
})

t.test('starts in clock ticks are ordered as numbers', async t => {
  const ticks = fc.nat({ max: 2 ** 52 })
  t.doesNotThrow(() =>
    fc.assert(fc.property(ticks, ticks, (a, b) => startedNoEarlier(String(a), String(b)) === a >= b)),
  )
})

t.test('starts in calendar time are ordered as times', async t => {
  t.equal(startedNoEarlier('Mon Dec 9 12:00:00 2024', 'Mon Dec 25 12:00:00 2023'), true)
  t.equal(startedNoEarlier('Mon Dec 9 12:00:00 2024', 'Mon Dec 9 12:00:00 2024'), true)
  t.equal(startedNoEarlier('Mon Dec 9 12:00:00 2024', 'Mon Dec 9 12:00:01 2024'), false)
})

t.test('a start that cannot be read is never taken for a later one', async t => {
  t.equal(startedNoEarlier('soon', '100'), false)
  t.equal(startedNoEarlier('100', ''), false)
})
