import { once } from 'node:events'
import { lstat } from 'node:fs/promises'
import t from 'tap'
import type { LeaseRequest, SessionOrder } from '../../src/control/supervision.js'
import { eventually } from '../host/eventually.js'
import { meet, withResolvers } from './meet-relay.js'
import { connect, openDoor, patientLimits } from './open-door.js'
import {
  sampleAnswer,
  sampleAnswers,
  sampleNotes,
  sampleOrders,
  samplePlan,
  sampleRequest,
  sampleRequests,
  sampleTerms,
  sampleTraffic,
  sampleView,
} from './sample-messages.js'

const gone = { name: 'SupervisorGone' }

t.test('a relay is made known by its pid and version, and told the terms', async t => {
  const { relay, supervision } = await meet(t)
  t.match(relay, { pid: process.pid, version: '1.2.3' })
  t.strictSame(supervision.terms, sampleTerms)
})

t.test('every lease crosses the wire whole, and so does every answer', async t => {
  const asked: LeaseRequest[] = []
  const answers = [...sampleAnswers, sampleAnswer, sampleAnswer]
  const { file } = await openDoor(t, {
    lease: async request => answers[asked.push(request) - 1] ?? sampleAnswer,
  })
  const supervision = await connect(t, file)
  for (const [index, request] of sampleRequests.entries())
    t.strictSame(await supervision.lease(request, unaborted()), answers[index])
  t.strictSame(asked, sampleRequests)
})

t.test('what a session tells arrives, in its order', async t => {
  const heard: unknown[] = []
  const { supervision } = await meet(t, {
    raiseDoubt: session => heard.push(session),
    note: (session, note) => heard.push([session, note]),
    release: session => heard.push({ released: session }),
  })
  supervision.raiseDoubt('r7-1')
  for (const note of sampleNotes) supervision.note('r7-1', note)
  supervision.release('r7-1')
  await supervision.lease(sampleRequest, unaborted())
  t.strictSame(heard, ['r7-1', ...sampleNotes.map(note => ['r7-1', note]), { released: 'r7-1' }])
})

t.test('views, traffic, spawns and orders reach the relay', async t => {
  const orders: SessionOrder[] = []
  const { relay } = await meet(
    t,
    {},
    {
      views: async () => [sampleView],
      traffic: async () => [sampleTraffic],
      spawn: async ({ path }) => ({ ok: false, detail: path }),
      order: order => orders.push(order),
    },
  )
  for (const order of sampleOrders) relay.side.order(order)
  t.strictSame(await relay.side.views(), [sampleView])
  t.strictSame(await relay.side.traffic(), [sampleTraffic])
  t.strictSame(orders, sampleOrders)
  t.strictSame(await relay.side.spawn(samplePlan), { ok: false, detail: samplePlan.path })
})

t.test('of a relay that fails or answers nonsense there are no views, no traffic and no spawns', async t => {
  const { relay } = await meet(
    t,
    {},
    {
      views: async () => [{ ...sampleView, pending: -1 }],
      traffic: async () => {
        throw new Error('a bug')
      },
      spawn: async () => {
        throw new Error(`secret ${sampleRequest.environment['PATH']}`)
      },
    },
  )
  t.strictSame(await relay.side.views(), [])
  t.strictSame(await relay.side.traffic(), [])
  t.strictSame(await relay.side.spawn(samplePlan), {
    ok: false,
    detail: 'the relay did not answer: refused',
  })
})

t.test('a silent relay is not asked for its views twice at a time, and waited for only so long', async t => {
  let asked = 0
  const limits = { ...patientLimits, viewsMs: 20, spawnMs: 20 }
  const silence = new Promise<never>(() => undefined)
  const { relay } = await meet(
    t,
    {},
    {
      views: () => {
        asked += 1
        return silence
      },
      traffic: () => silence,
      spawn: () => silence,
    },
    limits,
  )
  for (let times = 0; times < 3; times += 1) t.strictSame(await relay.side.views(), [])
  t.equal(asked, 1)
  t.strictSame(await relay.side.traffic(), [])
  t.match(await relay.side.spawn(samplePlan), { ok: false, detail: 'the relay did not answer: timeout' })
})

t.test('a relay that is gone has no views, spawns nothing, and its leases are given up', async t => {
  let farewells = 0
  let givenUp = 0
  const { promise: asked, resolve: ask } = withResolvers<undefined>()
  const { relay, supervision } = await meet(t, {
    lease: (_, signal) => {
      signal.addEventListener('abort', () => (givenUp += 1))
      ask(undefined)
      return new Promise(() => undefined)
    },
    gone: () => (farewells += 1),
  })
  const lease = supervision.lease(sampleRequest, unaborted())
  await asked
  await supervision.close()
  await t.rejects(lease, gone)
  await eventually(async () => farewells || undefined)
  t.equal(givenUp, 1)
  t.strictSame(await relay.side.views(), [])
  t.match(await relay.side.spawn(samplePlan), { ok: false, detail: 'the relay did not answer: closed' })
  relay.side.order({ kind: 'reconnect', session: 'r7-1', reason: 'hung' })
  t.equal(farewells, 1)
})

t.test('an abort is carried to the supervisor, and the lease is over at once', async t => {
  const { promise: asked, resolve: ask } = withResolvers<AbortSignal>()
  const { supervision } = await meet(t, {
    lease: (_, signal) => {
      ask(signal)
      return new Promise(() => undefined)
    },
  })
  const abort = new AbortController()
  const lease = supervision.lease(sampleRequest, abort.signal)
  const signal = await asked
  const aborted = once(signal, 'abort')
  abort.abort()
  t.match(await lease, { ok: false, reason: 'stopped' })
  await aborted
  t.match(await supervision.lease(sampleRequest, abort.signal), { ok: false, reason: 'stopped' })
})

t.test(
  'a supervisor that throws fails the lease without its words: they may quote the environment',
  async t => {
    const { supervision } = await meet(t, {
      lease: async ({ environment }) => {
        throw new Error(JSON.stringify(environment))
      },
    })
    const answer = await supervision.lease(sampleRequest, unaborted())
    t.match(answer, { ok: false, reason: 'failed' })
    t.notMatch(JSON.stringify(answer), '/usr/bin')
  },
)

t.test('leases beyond a bound are refused while the others go on', async t => {
  const { promise: verdict, resolve: decide } = withResolvers<typeof sampleAnswer>()
  const { supervision } = await meet(t, { lease: () => verdict })
  const leases = Array.from({ length: 300 }, () => supervision.lease(sampleRequest, unaborted()))
  t.match(await leases.at(-1), { ok: false, reason: 'failed' })
  decide(sampleAnswer)
  const answers = await Promise.all(leases)
  t.equal(answers.filter(({ ok }) => ok).length, 256)
})

t.test('an environment of a megabyte fits', async t => {
  const { supervision } = await meet(t, {
    lease: async ({ environment }) => ({
      ok: false,
      reason: 'failed',
      message: `${environment['BIG']?.length}`,
    }),
  })
  const environment = { BIG: 'ü'.repeat(1024 * 1024) }
  t.match(await supervision.lease({ ...sampleRequest, environment }, unaborted()), { message: '1048576' })
})

t.test('when the door closes every relay hears of it, and its leases are to be had elsewhere', async t => {
  const { supervision, door, file } = await meet(t, { lease: () => new Promise(() => undefined) })
  const lease = supervision.lease(sampleRequest, unaborted())
  await Promise.all([door.close(), supervision.closed, t.rejects(lease, gone)])
  await t.rejects(supervision.lease(sampleRequest, unaborted()), gone)
  supervision.raiseDoubt('r7-1')
  await t.rejects(lstat(file), { code: 'ENOENT' })
})

const unaborted = (): AbortSignal => new AbortController().signal
