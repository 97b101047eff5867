import { readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../host/eventually.js'
import { granted, killGopls, openLeases } from './open-leases.js'

t.test('the first editor gets the gopls that was kept warm; others of its workspace share it', async t => {
  const { lease, supervisor, root } = await openLeases(t)
  await eventually(async () => supervisor.instances()[0]?.state === 'ready' || undefined)
  const warm = supervisor.instances()[0]?.pid
  const answers = await Promise.all(['a', 'b', 'c'].map(session => lease({ session })))
  for (const answer of answers) t.strictSame(granted(answer), { instance: '1', generation: 1 })
  t.match(supervisor.instances(), [{ pid: warm, workspace: root, sessions: 3 }])
})

t.test('where the socket is gone, those on it stay, and the next editor has another gopls', async t => {
  const { lease, supervisor } = await openLeases(t)
  await lease({ session: 'a' })
  const { pid, socket } = supervisor.instances()[0] ?? {}
  await rm(socket ?? '')
  t.match(await lease({ session: 'b', lost: 'refused' }), { ok: true, instance: '2' })
  t.match(supervisor.instances(), [{ pid, generation: 1 }, { sessions: 1 }])
})

t.test('another workspace has a gopls of its own, under the lowest free number', async t => {
  const { lease, supervisor, folder } = await openLeases(t)
  t.match(await lease({ session: 'a' }), { ok: true, instance: '1' })
  t.match(await lease({ session: 'b', roots: [await folder()] }), { ok: true, instance: '2' })
  t.equal(supervisor.instances().length, 2)
})

t.test('an irrelevant folder on PATH makes no other gopls; another Go does', async t => {
  const { lease, environment, folder } = await openLeases(t)
  const first = await lease({ session: 'a' })
  const PATH = `${environment['PATH']}:${await folder()}`
  t.same(granted(await lease({ session: 'b', environment: { ...environment, PATH } })), granted(first))
  const other = await lease({ session: 'c', environment: { ...environment, GOFLAGS: '-tags=other' } })
  t.notSame(granted(other), granted(first))
})

t.test(
  'an editor with another Go is not given the warm one, which goes when the new one answers',
  async t => {
    const { lease, supervisor, environment, eventWhen } = await openLeases(t)
    const answer = await lease({ environment: { ...environment, GOFLAGS: '-tags=other' } })
    t.match(answer, { ok: true, instance: '2' })
    await eventWhen(({ kind, instance }) => kind === 'instance.ended' && instance === '1')
    await eventually(async () => (supervisor.instances().length === 1 ? true : undefined))
  },
)

t.test(
  'each session has a gopls of its own where the settings say so; one for all where they do',
  async t => {
    for (const [isolation, instances] of [
      ['session', 2],
      ['shared', 1],
    ] as const) {
      const { lease, supervisor, folder } = await openLeases(t, { config: { instances: { isolation } } })
      await lease({ session: 'a' })
      await lease({ session: 'b', ...(isolation === 'shared' && { roots: [await folder()] }) })
      t.equal(supervisor.instances().length, instances, isolation)
    }
  },
)

t.test('a new gopls has the whole environment of its editor, of which nothing is written down', async t => {
  const { lease, environment, home, fake, root } = await openLeases(t, {
    config: { instances: { keepWarm: false } },
  })
  const answer = await lease({
    environment: { ...environment, MY_TOKEN: 'hunter2' },
    goplsArgs: ['-rpc.trace'],
  })
  if (!answer.ok) throw new Error(answer.message)
  const record = await readFile(join(home, 'run', 'instances', '1.json'), 'utf8')
  t.match(JSON.parse(record), {
    owner: { pid: process.pid },
    lease: { roots: [root], goplsArgs: ['-rpc.trace'] },
  })
  t.notMatch(record, /hunter2/)
  const { process: running } = JSON.parse(record) as { process: { identity: { pid: number } } }
  const { pid } = running.identity
  if (process.platform === 'linux') {
    t.match(await readFile(`/proc/${pid}/environ`, 'utf8'), /MY_TOKEN=hunter2/)
    t.match(await readFile(`/proc/${pid}/cmdline`, 'utf8'), /-rpc\.trace/)
  }
  t.ok(fake)
})

t.test('whoever lost its connection to a gopls that died gets the next generation', async t => {
  const { lease, supervisor } = await openLeases(t)
  const first = await lease({})
  const pid = supervisor.instances()[0]?.pid
  if (!first.ok) throw new Error(first.message)
  await killGopls(pid)
  t.match(await lease({ lost: 'closed' }), { ok: true, instance: first.instance, generation: 2 })
})

t.test('one that cannot live is told with the reason and what to do, or waited for', async t => {
  const config = { restart: { maxFailures: 2, backoffMin: '1ms', backoffMax: '2ms', cooldown: '300ms' } }
  const { lease, fake } = await openLeases(t, { config, mode: 'exit-at-once:3' })
  const answer = await lease({})
  t.match(answer, { ok: false, reason: 'failed', message: /exit 3.*gopls-guardian restart 1$/ })
  const patient = lease({ session: 'b', patient: true })
  fake.setMode('healthy')
  t.match(await patient, { ok: true })
})

t.test('one that was stopped by hand stays so, and its editors are told', async t => {
  const { lease, supervisor } = await openLeases(t)
  await lease({})
  supervisor.stop('1')
  t.match(await lease({ session: 'b' }), { ok: false, reason: 'stopped', message: /restart 1$/ })
  await eventually(async () => (supervisor.restart('1') === 'accepted' ? true : undefined))
  t.match(await lease({ session: 'b' }), { ok: true, generation: 2 })
})

t.test('a gopls that an editor names and that is none is missing, with an explanation', async t => {
  const { lease, environment } = await openLeases(t)
  const answer = await lease({ environment: { ...environment, GOPLS_GUARDIAN_GOPLS: '/nowhere/gopls' } })
  t.match(answer, { ok: false, reason: 'missing', message: /GOPLS_GUARDIAN_GOPLS.*\n\/nowhere\/gopls/ })
})

t.test('a lease that is given up before its slot is known starts nothing', async t => {
  const abort = new AbortController()
  const { lease, supervisor } = await openLeases(t, {
    config: { instances: { keepWarm: false } },
    canOpenFolders: async () => {
      abort.abort()
      return true
    },
  })
  t.match(await lease({}, abort.signal), { ok: false, message: 'given up' })
  t.strictSame(supervisor.instances(), [])
})

t.test('a supervisor that closes gives up its leases, and starts nothing more', async t => {
  const { lease, supervisor } = await openLeases(t, { config: { instances: { keepWarm: false } } })
  const answer = lease({ patient: true })
  await supervisor.close({ ends: 'none' })
  t.match(await answer, { ok: false, message: 'given up' })
  t.strictSame(supervisor.instances(), [])
})

t.test('whoever waits for a gopls that is missing gets it when it is there', async t => {
  const config = { instances: { keepWarm: false } }
  const { lease, environment: own, folder, fake } = await openLeases(t, { config })
  const path = join(await folder(), 'gopls')
  const environment = { ...own, GOPLS_GUARDIAN_GOPLS: path }
  const answer = lease({ environment, patient: true })
  t.match(
    await lease({ session: 'b', environment }),
    { ok: false, reason: 'missing' },
    'as the first one knows',
  )
  await symlink(fake.path, path)
  t.match(await answer, { ok: true })
})

t.test('a lease that is given up is answered, and leaves nothing that waits', async t => {
  const { lease } = await openLeases(t, { mode: 'never-listen' })
  const abort = new AbortController()
  const answer = lease({}, abort.signal)
  setImmediate(() => abort.abort())
  t.match(await answer, { ok: false, message: 'given up' })
})

t.test('folders that we may not open are opened by the relay, which starts the gopls', async t => {
  const { lease, relay, supervisor } = await openLeases(t, { canOpenFolders: async () => false })
  t.match(
    await lease({}),
    { ok: true, instance: '2', generation: 1 },
    'the warm one is ours, and may not either',
  )
  const { pid } = supervisor.instances().find(({ spawnedBy }) => spawnedBy === 'relay') ?? {}
  t.equal(relay.spawned.length, 1)
  await killGopls(pid)
  t.match(await lease({ lost: 'closed' }), { ok: true, generation: 2 })
  t.equal(relay.spawned.length, 2)
})

t.test('nobody waits for a folder that cannot be opened nor refused', async t => {
  const { lease, relay } = await openLeases(t, { canOpenFolders: () => new Promise(() => undefined) })
  t.match(await lease({}), { ok: true })
  t.equal(relay.spawned.length, 1)
})

t.test('without sessions a gopls goes after idleTimeout, and a warm one comes back', async t => {
  const config = { instances: { idleTimeout: '50ms' } }
  const { lease, host, supervisor, environment, eventWhen } = await openLeases(t, { config })
  await lease({ environment: { ...environment, GOFLAGS: '-tags=other' } })
  await eventually(async () => (supervisor.instances().length === 1 ? true : undefined))
  host.release('s1')
  await eventWhen(({ kind, instance }) => kind === 'instance.ended' && instance === '2')
  await eventually(async () => (supervisor.instances()[0]?.workspace === null ? true : undefined))
})
