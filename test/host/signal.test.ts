import t from 'tap'
import { identify } from '../../src/host/identity.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import type { ProcessIdentity, ProcessTable } from '../../src/host/process-table.js'
import { livingMembers, signalGroup, signalProcess } from '../../src/host/signal.js'
import { eventually } from './eventually.js'
import { fakeProcessTable, processRow } from './fake-process-table.js'
import { startGroup } from './start-group.js'

const leader = { pid: 500, start: '100', bootId: 'this boot' }
const leaderRow = processRow({ pid: 500, start: '100' })
const memberRow = processRow({ pid: 501, groupId: 500, start: '150' })
const zombie = { state: 'zombie' } as const

/** A kill that only takes note, or fails as the system would. */
function fakeKill(code?: string) {
  const sent: unknown[][] = []
  const kill = (pid: number, signal: NodeJS.Signals) => {
    sent.push([pid, signal])
    if (code !== undefined) throw Object.assign(new Error(`kill ${code}`), { code })
  }
  return { sent, kill }
}

const single = [
  { name: 'the same process', rows: [leaderRow], outcome: 'sent' },
  { name: 'a stopped process', rows: [{ ...leaderRow, state: 'stopped' }], outcome: 'sent' },
  { name: 'no process', rows: [], outcome: 'gone' },
  { name: 'a zombie', rows: [{ ...leaderRow, ...zombie }], outcome: 'gone' },
  { name: 'another process with its pid', rows: [{ ...leaderRow, start: '999' }], outcome: 'not-ours' },
] as const

for (const { name, rows, outcome } of single) {
  t.test(`a signal for a process meets ${name}: ${outcome}`, async t => {
    const { sent, kill } = fakeKill()
    t.equal(await signalProcess(fakeProcessTable(rows), leader, 'SIGTERM', kill), outcome)
    t.strictSame(sent, outcome === 'sent' ? [[500, 'SIGTERM']] : [])
  })
}

const groups = [
  { name: 'leader and members', rows: [leaderRow, memberRow], outcome: 'sent', living: [500, 501] },
  {
    name: 'a zombie leader with a living member',
    rows: [{ ...leaderRow, ...zombie }, memberRow],
    outcome: 'sent',
    living: [501],
  },
  { name: 'members whose leader is gone', rows: [memberRow], outcome: 'sent', living: [501] },
  {
    name: 'a member as old as the leader that is gone',
    rows: [{ ...memberRow, start: '100' }],
    outcome: 'sent',
    living: [501],
  },
  {
    name: 'zombies only',
    rows: [
      { ...leaderRow, ...zombie },
      { ...memberRow, ...zombie },
    ],
    outcome: 'gone',
    living: [],
  },
  { name: 'nobody', rows: [], outcome: 'gone', living: [] },
  {
    name: 'another leader with its pid',
    rows: [{ ...leaderRow, start: '999' }, memberRow],
    outcome: 'not-ours',
    living: [],
  },
  {
    name: 'a member older than the leader that is gone',
    rows: [memberRow, { ...memberRow, pid: 502, start: '99' }],
    outcome: 'not-ours',
    living: [],
  },
  {
    name: 'our own group',
    rows: [leaderRow, { ...memberRow, pid: process.pid }],
    outcome: 'not-ours',
    living: [],
  },
] as const

for (const { name, rows, outcome, living } of groups) {
  t.test(`a signal for a group meets ${name}: ${outcome}`, async t => {
    const { sent, kill } = fakeKill()
    const table = fakeProcessTable(rows)
    t.equal(await signalGroup(table, leader, 'SIGKILL', kill), outcome)
    t.strictSame(sent, outcome === 'sent' ? [[-500, 'SIGKILL']] : [])
    t.strictSame(
      (await livingMembers(table, leader)).map(row => row.pid),
      living,
    )
  })
}

t.test('nothing of an earlier boot is signalled', async t => {
  const { sent, kill } = fakeKill()
  const table = fakeProcessTable([leaderRow, memberRow], 'next boot')
  t.equal(await signalProcess(table, leader, 'SIGTERM', kill), 'not-ours')
  t.equal(await signalGroup(table, leader, 'SIGTERM', kill), 'not-ours')
  t.strictSame(await livingMembers(table, leader), [])
  t.strictSame(sent, [])
})

for (const pid of [-1, 0, 1, process.pid]) {
  const whose = pid === process.pid ? 'our own pid' : `pid ${pid}`
  t.test(`${whose} is never signalled, even where the table agrees`, async t => {
    const { sent, kill } = fakeKill()
    const table = fakeProcessTable([processRow({ pid, start: '100' })])
    t.equal(await signalProcess(table, { ...leader, pid }, 'SIGTERM', kill), 'not-ours')
    t.equal(await signalGroup(table, { ...leader, pid }, 'SIGTERM', kill), 'not-ours')
    t.strictSame(sent, [])
  })
}

t.test('a process that ends between the look and the signal is gone', async t => {
  const table = fakeProcessTable([leaderRow])
  t.equal(await signalProcess(table, leader, 'SIGTERM', fakeKill('ESRCH').kill), 'gone')
  t.equal(await signalGroup(table, leader, 'SIGTERM', fakeKill('ESRCH').kill), 'gone')
})

t.test('a signal that the system does not allow is refused', async t => {
  const table = fakeProcessTable([leaderRow])
  t.equal(await signalProcess(table, leader, 'SIGTERM', fakeKill('EPERM').kill), 'refused')
  t.equal(await signalGroup(table, leader, 'SIGTERM', fakeKill('EPERM').kill), 'refused')
})

t.test('a group that turns into zombies as macOS refuses the signal is gone', async t => {
  const rows = [leaderRow]
  const kill = () => {
    rows[0] = { ...leaderRow, ...zombie }
    fakeKill('EPERM').kill(-500, 'SIGTERM')
  }
  t.equal(await signalGroup(fakeProcessTable(rows), leader, 'SIGTERM', kill), 'gone')
})

t.test('a mistake of ours is thrown', async t => {
  await t.rejects(signalProcess(fakeProcessTable([leaderRow]), leader, 'SIGTERM', fakeKill('EINVAL').kill))
})

async function identifyExisting(table: ProcessTable, pid: number): Promise<ProcessIdentity> {
  const identity = await identify(table, pid)
  if (!identity) throw new Error(`no process ${pid}`)
  return identity
}

t.test('a real process gets the signal', async t => {
  const table = await openProcessTable(process.platform)
  const { pid, exited } = await startGroup(t, 'echo ready; exec sleep 60')
  const child = await identifyExisting(table, pid)
  t.equal(await signalProcess(table, child, 'SIGTERM'), 'sent')
  t.strictSame(await exited, [null, 'SIGTERM'])
  t.equal(await signalProcess(table, child, 'SIGTERM'), 'gone')
})

t.test('a real group gets the signal, also when its leader has gone', async t => {
  const table = await openProcessTable(process.platform)
  const { pid, exited } = await startGroup(t, 'sleep 60 & sleep 60 & echo ready; wait')
  const leader = await identifyExisting(table, pid)
  t.equal((await livingMembers(table, leader)).length, 3)
  t.equal(await signalProcess(table, leader, 'SIGKILL'), 'sent')
  await exited
  t.equal((await livingMembers(table, leader)).length, 2)
  t.equal(await signalGroup(table, leader, 'SIGKILL'), 'sent')
  await eventually(async () => ((await livingMembers(table, leader)).length === 0 ? true : undefined))
  t.equal(await signalGroup(table, leader, 'SIGKILL'), 'gone')
})

t.test('a real group with a recycled pid in the record is left alone', async t => {
  const table = await openProcessTable(process.platform)
  const { pid } = await startGroup(t, 'echo ready; exec sleep 60')
  const recycled = { ...(await identifyExisting(table, pid)), start: '1' }
  t.equal(await signalProcess(table, recycled, 'SIGKILL'), 'not-ours')
  t.equal(await signalGroup(table, recycled, 'SIGKILL'), 'not-ours')
  t.equal((await table.readProcess(pid))?.state === 'zombie', false)
})
