import t from 'tap'
import type { RelayHost } from '../../src/control/relay-guest.js'
import type { LeaseAnswer, LeaseRequest } from '../../src/control/supervision.js'
import { hopefulPausesMs } from '../../src/relay/link-state.js'
import { openDoor } from '../control/open-door.js'
import { sampleAnswer, sampleRequest, sampleTerms } from '../control/sample-messages.js'
import { eventually } from '../host/eventually.js'
import { lease, newLink } from './link-in-test.js'
import { OwnStandIn } from './own-stand-in.js'

const patient: LeaseRequest = { ...sampleRequest, session: 'r7-2', patient: true }
const connected: LeaseRequest = {
  ...sampleRequest,
  session: 'r7-3',
  current: { instance: 'g1', generation: 3 },
}
const suspicion = { kind: 'suspect-request', method: 'textDocument/hover' } as const
const neverAnswers = (): Promise<never> => new Promise(() => undefined)

t.test('with a daemon the sessions have the daemon, and no supervisor of their own', async t => {
  const told: unknown[] = []
  const { link, owns, timer } = await newLink(t, {
    daemon: { note: (...note) => told.push(note), release: session => told.push(session) },
  })
  t.strictSame(await lease(link), sampleAnswer)
  t.strictSame(link.terms, sampleTerms)
  link.note('r7-1', suspicion)
  link.release('r7-1')
  await lease(link)
  t.strictSame(told, [['r7-1', suspicion], 'r7-1'])
  t.equal(owns.length, 0)
  t.notOk(timer.isArmed)
})

t.test('without a daemon nothing is opened until a session needs it', async t => {
  const { link, owns, timer } = await newLink(t, {})
  t.equal(await timer.pass(), 1_000)
  t.equal(await timer.pass(), 2_000)
  t.equal(owns.length, 0)
  t.match(await lease(link), { ok: true, instance: 'own' })
  t.match(await lease(link, patient), { ok: true, instance: 'own' })
  t.equal(owns.length, 1)
  t.strictSame(link.terms, owns[0]?.terms)
  link.raiseDoubt('r7-1')
  link.note('r7-1', suspicion)
  link.release('r7-1')
  t.strictSame(owns[0]?.told, ['r7-1', ['r7-1', suspicion], { released: 'r7-1' }])
})

t.test('until anybody supervises, what is told is lost and the terms are those handed in', async t => {
  const { link } = await newLink(t, {})
  link.raiseDoubt('r7-1')
  link.note('r7-1', suspicion)
  link.release('r7-1')
  t.strictSame(link.terms, { clientReplyTimeoutMs: 10, doubtAfterMs: 20 })
})

t.test('a daemon that comes takes over from our own, and is told of every session', async t => {
  const order: string[] = []
  const moves: [string, LeaseAnswer][] = []
  const { link, owns, timer, file } = await newLink(t, {
    registrations: () => [connected],
    onRegistered: (...move) => moves.push(move),
  })
  t.match(await lease(link), { instance: 'own' })
  const [own] = owns
  void own?.closed.then(() => order.push('own closed'))
  await openDoor(
    t,
    grantingAndTelling(({ session }) => order.push(session)),
    { file },
  )
  await timer.pass()
  await eventually(async () => moves[1])
  t.strictSame(moves, [
    ['r7-3', { ok: true, socketPath: '/run/own.sock', instance: 'own', generation: 1 }],
    ['r7-3', sampleAnswer],
  ])
  t.strictSame(order, ['own closed', 'r7-3'])
  t.strictSame(await lease(link), sampleAnswer)
  t.equal(owns.length, 1)
})

t.test(
  'a lease that was pending at our own is asked again of the daemon, whatever our own says as it goes',
  async t => {
    const own: OwnStandIn = new OwnStandIn(async () => {
      await own.closed
      return { ok: false, reason: 'stopped', message: 'closing' }
    })
    const { link, owns, timer, file } = await newLink(t, { own: () => own })
    const pending = lease(link)
    await eventually(async () => owns[0]?.asked[0])
    await openDoor(t, {}, { file })
    await timer.pass()
    t.strictSame(await pending, sampleAnswer)
  },
)

t.test('a daemon that dies in the middle of a lease and is restarted answers it', async t => {
  let asked: LeaseRequest | undefined
  const { link, owns, timer, file, door } = await newLink(t, {
    daemon: silentDaemon(request => (asked = request)),
  })
  const pending = lease(link)
  await eventually(async () => asked)
  await door?.close()
  t.equal(await timer.pass(), hopefulPausesMs[0])
  await openDoor(t, {}, { file })
  t.equal(await timer.pass(), hopefulPausesMs[1])
  t.strictSame(await pending, sampleAnswer)
  t.equal(owns.length, 0)
})

t.test('a daemon that dies for good leaves the lease to our own, two seconds later', async t => {
  let asked: LeaseRequest | undefined
  const { link, timer, door } = await newLink(t, { daemon: silentDaemon(request => (asked = request)) })
  const pending = lease(link)
  await eventually(async () => asked)
  await door?.close()
  for (const pauseMs of hopefulPausesMs) t.equal(await timer.pass(), pauseMs)
  t.match(await pending, { instance: 'own' })
})

t.test('a daemon that dies while every session is connected is only waited for', async t => {
  const { link, owns, timer, door, file } = await newLink(t, {
    daemon: {},
    registrations: () => [connected],
  })
  await lease(link)
  await door?.close()
  for (const pauseMs of [...hopefulPausesMs, 1_000, 2_000, 4_000]) t.equal(await timer.pass(), pauseMs)
  t.equal(owns.length, 0)
  const asked: LeaseRequest[] = []
  await openDoor(
    t,
    grantingAndTelling(request => asked.push(request)),
    { file },
  )
  await timer.pass()
  t.strictSame(await eventually(async () => asked[0]), connected)
})

t.test('a daemon that dies while our own hands over is looked for again', async t => {
  const closing = new OwnStandIn()
  let finish: () => void = () => undefined
  closing.close = () =>
    new Promise(resolve => {
      finish = resolve
      closing.isClosed = true
    })
  const { link, owns, timer, file } = await newLink(t, {
    own: count => (count === 0 ? closing : new OwnStandIn()),
  })
  await lease(link)
  const { door } = await openDoor(t, {}, { file })
  await timer.pass()
  await eventually(async () => closing.isClosed || undefined)
  const pending = lease(link)
  await door.close()
  finish()
  for (const pauseMs of hopefulPausesMs) t.equal(await timer.pass(), pauseMs)
  t.match(await pending, { instance: 'own' })
  t.equal(owns.length, 2)
})

t.test('who may not connect never tries again', async t => {
  let tries = 0
  const { link, owns, timer } = await newLink(t, {
    connect: async () => {
      tries += 1
      return { ok: false, reason: 'refused' }
    },
  })
  t.match(await lease(link), { instance: 'own' })
  owns[0]?.end()
  await eventually(async () => {
    await lease(link)
    return owns[1]
  })
  t.notOk(timer.isArmed)
  t.equal(tries, 1)
})

t.test('where our own cannot be opened the reason is the answer, unless the session is patient', async t => {
  let tries = 0
  const { link, timer, file } = await newLink(t, {
    own: () => {
      tries += 1
      throw new Error('No gopls was found.')
    },
  })
  const waiting = lease(link, patient)
  t.strictSame(await lease(link), { ok: false, reason: 'missing', message: 'No gopls was found.' })
  t.ok(tries > 0)
  await openDoor(t, {}, { file })
  await timer.pass()
  t.strictSame(await waiting, sampleAnswer)
})

t.test('an own supervisor that throws fails the lease', async t => {
  const { link } = await newLink(t, {
    own: () => new OwnStandIn(() => Promise.reject(new Error('a bug'))),
  })
  t.strictSame(await lease(link), { ok: false, reason: 'failed', message: 'a bug' })
})

t.test('an aborted lease is over at once, whoever is asked', async t => {
  for (const setUp of [{ daemon: { lease: neverAnswers } }, { own: () => new OwnStandIn(neverAnswers) }]) {
    const { link } = await newLink(t, setUp)
    const abort = new AbortController()
    const pending = link.lease(sampleRequest, abort.signal)
    abort.abort()
    t.match(await pending, { ok: false, reason: 'stopped' })
    t.match(await link.lease(sampleRequest, abort.signal), { ok: false, reason: 'stopped' })
  }
})

t.test('at the close every lease is over, and whoever supervises is let go', async t => {
  let farewells = 0
  const served = await newLink(t, { daemon: { lease: neverAnswers, gone: () => (farewells += 1) } })
  const alone = await newLink(t, { own: () => new OwnStandIn(neverAnswers) })
  const pending = [lease(served.link), lease(alone.link)]
  await eventually(async () => alone.owns[0]?.asked[0])
  await Promise.all([served.link.close(), alone.link.close()])
  for (const answer of await Promise.all(pending)) t.match(answer, { ok: false, reason: 'stopped' })
  t.ok(alone.owns[0]?.isClosed)
  t.notOk(alone.timer.isArmed)
  await eventually(async () => farewells || undefined)
  t.match(await lease(served.link), { ok: false, reason: 'stopped' })
})

t.test('who comes after the close is let go at once', async t => {
  const late = new OwnStandIn()
  let arrive: ((own: OwnStandIn) => void) | undefined
  const { link } = await newLink(t, {
    openOwn: () =>
      new Promise(resolve => {
        arrive = resolve
      }),
  })
  void lease(link)
  const welcome = await eventually(async () => arrive)
  await link.close()
  welcome(late)
  await late.closed
  t.ok(late.isClosed)
})

function grantingAndTelling(tell: (request: LeaseRequest) => void): Pick<RelayHost, 'lease'> {
  return {
    lease: async request => {
      tell(request)
      return sampleAnswer
    },
  }
}

function silentDaemon(tell: (request: LeaseRequest) => void): Pick<RelayHost, 'lease'> {
  return {
    lease: request => {
      tell(request)
      return neverAnswers()
    },
  }
}
