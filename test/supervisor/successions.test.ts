import { copyFileSync, renameSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { LeaseAnswer, LeaseRequest, SessionOrder } from '../../src/control/supervision.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { InTestRelay, leaseRequest, sessionView } from './in-test-relay.js'
import { type StartedSupervisor, startSupervisor } from './start-supervisor.js'

t.test('a session moves to a successor that is loaded beside its gopls, which goes then', async t => {
  const { first, host, lease, upgrade, moveOrder, supervisor, events, eventWhen } = await open(t)
  upgrade()
  const { session, to } = await moveOrder()
  t.match({ session, generation: to.generation }, { session: 's1', generation: first.generation + 1 })
  t.not(to.instance, first.instance)
  t.match(await lease({ session: 's2' }), { instance: to.instance }, 'nobody new goes to the old one')
  host.note('s1', { kind: 'moved', to, besideMs: 12 })
  await eventually(async () => (supervisor.instances().length === 1 ? true : undefined))
  t.match(supervisor.instances(), [
    { id: to.instance, generation: to.generation, sessions: 2, restarts: { upgrade: 1, crash: 0 } },
  ])
  t.match(await eventWhen(({ kind }) => kind === 'session.moved'), { ...ref(to), data: { besideMs: 12 } })
  const ended = events.filter(({ kind }) => kind === 'instance.terminating')
  t.match(ended.at(-1), { ...ref(first), data: { reason: 'upgrade' } })
  t.match(await lease({ lost: 'closed' }), { instance: to.instance })
})

t.test('where memory does not allow for two, it waits for a quiet moment and is ended first', async t => {
  const { first, relay, upgrade, supervisor, events, eventWhen } = await open(t, { freeBytes: () => 1 })
  upgrade()
  await eventWhen(({ kind }) => kind === 'gopls.changed')
  await seen(events.length, events)
  t.match(supervisor.instances(), [{ id: first.instance, generation: first.generation, state: 'ready' }])
  relay.sessions = [sessionView(first)]
  await eventually(async () => (supervisor.instances()[0]?.restarts.upgrade === 1 ? true : undefined))
  t.match(supervisor.instances(), [{ id: first.instance, generation: first.generation + 1 }])
  t.notOk(events.some(({ kind }) => kind === 'instance.succession-begun'))
})

t.test(
  'a successor that cannot start is given up once, and the old one goes on, be it quiet or not',
  async t => {
    const { first, relay, fake, upgrade, moveOrder, supervisor, events, eventWhen } = await open(t)
    const begun = () => events.filter(({ kind }) => kind === 'instance.succession-begun').length
    fake.setMode('exit-at-once:3')
    upgrade()
    t.match(await eventWhen(({ kind }) => kind === 'instance.succession-given-up'), {
      ...ref(first),
      data: { reason: 'upgrade', because: 'successor-failed' },
    })
    relay.sessions = [sessionView(ref(first))]
    await seen(events.length, events)
    t.match(supervisor.instances(), [{ id: first.instance, generation: first.generation, state: 'ready' }])
    t.equal(supervisor.instances().length, 1)
    t.equal(begun(), 1)
    fake.setMode('healthy')
    upgrade()
    t.match(await moveOrder(), { session: 's1' }, 'yet another file is worth a try')
    t.equal(begun(), 2)
  },
)

t.test('a successor that is of no use to any session is given up at once', async t => {
  const reasons = [
    ['never-idle', 'nobody-moved', 1],
    ['successor-failed', 'successor-failed', 0],
  ] as const
  for (const [reason, because, upgrades] of reasons)
    await t.test(reason, async t => {
      const { first, relay, host, upgrade, moveOrder, supervisor, events, eventWhen } = await open(t)
      upgrade()
      const { to } = await moveOrder()
      host.note('s1', { kind: 'not-moved', to, reason })
      const givenUp = { ...ref(first), data: { because } }
      t.match(await eventWhen(({ kind }) => kind === 'instance.succession-given-up'), givenUp)
      await eventually(async () => (supervisor.instances().length === 1 ? true : undefined))
      t.match(supervisor.instances(), [{ ...{ id: first.instance }, state: 'ready', sessions: 1 }])
      relay.sessions = [sessionView(ref(first))]
      if (upgrades > 0)
        await eventWhen(({ kind, data }) => kind === 'instance.terminating' && data['reason'] === 'upgrade')
      else await seen(events.length, events)
      const ended = events.filter(
        ({ kind, data }) => kind === 'instance.terminating' && data['reason'] === 'upgrade',
      )
      t.equal(ended.length, upgrades, 'it is ended for what works alone')
    })
})

t.test(
  'when the old one dies, its sessions find the successor, and none is started in its place',
  async t => {
    const { first, upgrade, moveOrder, lease, supervisor } = await open(t)
    upgrade()
    const { to } = await moveOrder()
    const pid = supervisor.instances().find(({ id }) => id === first.instance)?.pid
    if (typeof pid === 'number') process.kill(pid, 'SIGKILL')
    t.match(await lease({ lost: 'closed' }), ref(to))
    await eventually(async () => (supervisor.instances().length === 1 ? true : undefined))
    t.match(supervisor.instances(), [{ id: to.instance, generation: to.generation, sessions: 1 }])
  },
)

t.test('when the successor dies before anybody moved, the old one goes on', async t => {
  const { first, upgrade, moveOrder, supervisor, eventWhen } = await open(t)
  upgrade()
  const { to } = await moveOrder()
  const pid = supervisor.instances().find(({ id }) => id === to.instance)?.pid
  if (typeof pid === 'number') process.kill(pid, 'SIGKILL')
  await eventWhen(({ kind }) => kind === 'instance.succession-given-up')
  t.match(supervisor.instances(), [{ ...{ id: first.instance }, state: 'ready', sessions: 1 }])
  t.equal(supervisor.instances().length, 1)
})

t.test('a stop by hand wins over a succession', async t => {
  const { first, fake, upgrade, lease, supervisor, eventWhen } = await open(t)
  fake.setMode('never-listen')
  upgrade()
  await eventWhen(({ kind }) => kind === 'instance.succession-begun')
  supervisor.stop(first.instance)
  await eventWhen(({ kind }) => kind === 'instance.succession-given-up')
  t.match(await lease({ lost: 'closed' }), { ok: false, reason: 'stopped' })
  await eventually(async () => (supervisor.instances().length === 1 ? true : undefined))
})

type Granted = LeaseAnswer & { readonly ok: true }
type MoveOrder = SessionOrder & { readonly kind: 'move' }

interface Opened extends StartedSupervisor {
  readonly first: Granted
  readonly relay: InTestRelay
  readonly host: ReturnType<StartedSupervisor['supervisor']['welcome']>
  readonly fake: ReturnType<typeof installFakeGopls>
  readonly lease: (different: Partial<LeaseRequest>) => Promise<LeaseAnswer>
  /** Puts another file in gopls's place. */
  readonly upgrade: () => void
  readonly moveOrder: () => Promise<MoveOrder>
}

/** A session that is in use all the time. */
async function open(t: Test, options: { readonly freeBytes?: () => number } = {}): Promise<Opened> {
  const fake = installFakeGopls(t)
  const started = await startSupervisor(t, {
    gopls: fake.path,
    config: { instances: { keepWarm: false } },
    freeBytes: () => Number.MAX_SAFE_INTEGER,
    ...options,
  })
  const relay = new InTestRelay()
  const host = started.supervisor.welcome({ side: relay })
  const root = await mkdtemp(join(tmpdir(), 'workspace-'))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const { environment } = started
  const lease = (different: Partial<LeaseRequest>): Promise<LeaseAnswer> =>
    host.lease(leaseRequest({ roots: [root], environment, ...different }), new AbortController().signal)
  const first = await lease({})
  if (!first.ok) throw new Error(first.message)
  relay.sessions = [sessionView(ref(first), { lastUseAgeMs: 0 })]
  return {
    ...started,
    first,
    relay,
    host,
    fake,
    lease,
    upgrade: () => {
      copyFileSync(fake.path, `${fake.path}.next`)
      renameSync(`${fake.path}.next`, fake.path)
    },
    moveOrder: () =>
      eventually(async () => relay.orders.find((order): order is MoveOrder => order.kind === 'move')),
  }
}

function ref({ instance, generation }: Pick<Granted, 'instance' | 'generation'>) {
  return { instance, generation }
}

/** Two more looks at gopls. */
async function seen(from: number, events: StartedSupervisor['events']): Promise<void> {
  await eventually(async () =>
    events.slice(from).filter(({ kind }) => kind === 'probe.answered').length >= 2 ? true : undefined,
  )
}
