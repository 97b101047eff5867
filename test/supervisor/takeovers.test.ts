import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { InstanceRef } from '../../src/control/supervision.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { eventually } from '../host/eventually.js'
import { granted, killGopls, openLeases } from './open-leases.js'

t.test('a stop by hand outlives the supervisor of whom it was asked', async t => {
  const first = await openLeases(t)
  await first.lease({})
  first.supervisor.stop('1')
  await first.eventWhen(({ kind }) => kind === 'instance.ended')
  await first.supervisor.close({ ends: 'none' })
  const second = await openLeases(t, { home: first.home, root: first.root, gopls: first.fake.path })
  t.match(await second.lease({}), { ok: false, reason: 'stopped', message: /restart 1$/ })
})

t.test('one that was taken over can be stopped by hand before its editors have come back', async t => {
  const first = await openLeases(t)
  const before = await first.lease({})
  await first.supervisor.close({ ends: 'none' })
  const second = await openLeases(t, { home: first.home, root: first.root, gopls: first.fake.path })
  second.supervisor.stop('1')
  await second.eventWhen(({ kind }) => kind === 'instance.ended')
  t.match(await second.lease({ current: granted(before) }), { ok: false, reason: 'stopped' })
})

t.test("one that was taken over from a relay is the relay's to start again", async t => {
  const mayNot = { canOpenFolders: async () => false }
  const first = await openLeases(t, mayNot)
  const before = await first.lease({})
  await first.supervisor.close({ ends: 'none' })
  const second = await openLeases(t, {
    ...mayNot,
    home: first.home,
    root: first.root,
    gopls: first.fake.path,
  })
  await second.lease({ current: granted(before) })
  await killGopls(second.supervisor.instances()[0]?.pid)
  t.match(await second.lease({ lost: 'closed' }), { ok: true, generation: 2 })
  t.equal(second.relay.spawned.length, 1)
})

t.test('the next supervisor takes over what editors use, and knows them again by what they say', async t => {
  const first = await openLeases(t)
  const before = await first.lease({})
  if (!before.ok) throw new Error(before.message)
  await first.supervisor.close({ ends: 'none' })
  const record = await readFile(join(first.home, 'run', 'instances', '1.json'), 'utf8')
  t.match(JSON.parse(record), { owner: null })
  const second = await openLeases(t, { home: first.home, root: first.root, gopls: first.fake.path })
  const taken = await readFile(join(first.home, 'run', 'instances', '1.json'), 'utf8')
  t.match(JSON.parse(taken), { owner: { pid: process.pid } }, 'so that nobody else takes it over too')
  const current: InstanceRef = { instance: before.instance, generation: before.generation }
  t.strictSame(await second.lease({ current }), before)
  t.match(second.supervisor.instances(), [
    { adopted: true, sessions: 1, sessionList: [{ id: 's1', editor: { name: 'ed' } }] },
  ])
  const pid = second.supervisor.instances()[0]?.pid
  await killGopls(pid)
  t.match(await second.lease({ lost: 'closed' }), { ok: true, instance: '1', generation: 2 })
})

t.test('one that was taken over and ends before its editors have come back is forgotten', async t => {
  const first = await openLeases(t)
  await first.lease({})
  await first.supervisor.close({ ends: 'none' })
  const second = await openLeases(t, { home: first.home, root: first.root, gopls: first.fake.path })
  const pid = second.supervisor.instances()[0]?.pid
  await killGopls(pid)
  await second.eventWhen(({ kind }) => kind === 'instance.ended')
  await eventually(async () => (second.supervisor.instances()[0]?.workspace === null ? true : undefined))
  t.match(await second.lease({}), { ok: true, generation: 1 })
})

t.test(
  'one that was taken over becomes what the editor on it would have: nobody else gets that one',
  async t => {
    const first = await openLeases(t)
    const before = await first.lease({})
    await first.supervisor.close({ ends: 'none' })
    const second = await openLeases(t, { home: first.home, root: first.root, gopls: first.fake.path })
    const environment = { ...second.environment, GOFLAGS: '-tags=other' }
    t.same(await second.lease({ current: granted(before), environment }), before)
    t.notSame(granted(await second.lease({ session: 's2' })), granted(before))
  },
)

t.test('what a relay that was alone and was killed has left is taken over while we run', async t => {
  const first = await openLeases(t)
  await first.lease({})
  const text = await readFile(join(first.home, 'run', 'instances', '1.json'), 'utf8')
  await first.supervisor.close({ ends: 'none' })
  const second = await openLeases(t)
  const owner = { pid: 2 ** 22 + 1, start: '1', bootId: 'gone' }
  const left = JSON.stringify({ ...(JSON.parse(text) as object), id: 'r9', owner })
  await writeFile(join(second.home, 'run', 'instances', 'r9.json'), left, { mode: 0o600 })
  await eventually(async () => second.supervisor.instances().find(({ id }) => id === 'r9'))
  t.match(
    second.supervisor.instances().find(({ id }) => id === 'r9'),
    { adopted: true, state: 'ready' },
  )
})

t.test('what another living supervisor has is left alone, and its id is not given to another', async t => {
  const first = await openLeases(t)
  await first.lease({})
  const file = join(first.home, 'run', 'instances', '1.json')
  const record = JSON.parse(await readFile(file, 'utf8')) as { owner: { pid: number; start: string } }
  await first.supervisor.close({ ends: 'none' })
  const { owner } = record
  const text = JSON.stringify({ ...record, owner: { ...owner, ...(await parentIdentity()) } })
  await writeFile(file, text, { mode: 0o600 })
  const second = await openLeases(t, { home: first.home, root: first.root, gopls: first.fake.path })
  t.match(second.supervisor.instances(), [{ id: '2' }])
  t.equal(await readFile(file, 'utf8'), text)
})

async function parentIdentity(): Promise<{ readonly pid: number; readonly start: string }> {
  const row = await (await openProcessTable(process.platform)).readProcess(process.ppid)
  if (!row) throw new Error('we have no parent')
  return { pid: row.pid, start: row.start }
}
