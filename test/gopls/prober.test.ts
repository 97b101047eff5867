import type { Socket } from 'node:net'
import t, { type Test } from 'tap'
import { connectProbe } from '../../src/gopls/probe-connection.js'
import { Prober } from '../../src/gopls/prober.js'
import { eventually } from '../host/eventually.js'
import { answerSessions, frame, listenAs } from './listen-as.js'

const patientMs = 30_000

t.test('any number of questions goes over one connection', async t => {
  const { prober, peers } = await start(t, socket => answerSessions(socket, 2))
  for (let count = 0; count < 20; count += 1) t.match(await prober.ask(patientMs), { ok: true, clients: 2 })
  t.equal(peers.length, 1)
})

t.test('before the first question there is neither a question nor an answer', async t => {
  const { prober } = await start(t, () => undefined)
  t.strictSame(prober.standing, { unansweredMs: null, lastAnswerMs: null })
})

t.test('an open question grows older however often it is asked again', async t => {
  const { prober } = await start(t, () => undefined)
  const beganMs = performance.now()
  for (let count = 0; count < 3; count += 1) t.match(await prober.ask(20), { ok: false, reason: 'timeout' })
  const { unansweredMs, lastAnswerMs } = prober.standing
  t.ok(unansweredMs !== null && unansweredMs >= 60 && unansweredMs <= performance.now() - beganMs)
  t.equal(lastAnswerMs, null)
})

t.test('a late answer ends the question, and is remembered', async t => {
  const { prober, peers } = await start(t, () => undefined)
  t.match(await prober.ask(20), { ok: false, reason: 'timeout' })
  const again = prober.ask(patientMs)
  peers[0]?.write(frame({ jsonrpc: '2.0', id: 0, result: { clients: [{}] } }))
  t.match(await again, { ok: true, clients: 1 })
  t.equal(prober.standing.unansweredMs, null)
  t.ok((prober.standing.lastAnswerMs ?? patientMs) < patientMs)
})

t.test(
  'given up, the connection is replaced by the next question, and nobody takes it for a death',
  async t => {
    let isSilent = true
    const { prober, peers, losses } = await start(t, socket => {
      if (!isSilent) answerSessions(socket, 1)
    })
    t.match(await prober.ask(20), { ok: false, reason: 'timeout' })
    isSilent = false
    prober.reconnect()
    t.match(await prober.ask(patientMs), { ok: true, clients: 1 })
    t.strictSame(prober.standing.unansweredMs, null)
    t.equal(peers.length, 2)
    t.equal(losses.count, 0)
  },
)

t.test('a connection that the other side closes is told, and made again', async t => {
  const { prober, peers, losses } = await start(t, socket => answerSessions(socket, 1))
  await prober.ask(patientMs)
  peers[0]?.destroy()
  await eventually(async () => (losses.count > 0 ? true : undefined))
  t.match(await prober.ask(patientMs), { ok: true })
  t.equal(peers.length, 2)
  t.equal(losses.count, 1)
})

t.test('where nobody listens the question stays open', async t => {
  const prober = new Prober('/nowhere/s', () => undefined)
  t.match(await prober.ask(patientMs), { ok: false, reason: 'closed' })
  t.not(prober.standing.unansweredMs, null)
})

t.test('of two connections one is held', async t => {
  const { prober, peers, socketPath } = await start(t, socket => answerSessions(socket, 1))
  await prober.ask(patientMs)
  const second = await connectProbe(socketPath, patientMs)
  if (!second.ok) throw new Error(second.reason)
  prober.hold(second.connection)
  await second.connection.closed
  t.match(await prober.ask(patientMs), { ok: true })
  t.equal(peers.length, 2)
})

t.test('closed, it holds nothing any more, and tells of no death', async t => {
  const { prober, socketPath, losses } = await start(t, socket => answerSessions(socket, 1))
  await prober.ask(patientMs)
  prober.close()
  const late = await connectProbe(socketPath, patientMs)
  if (!late.ok) throw new Error(late.reason)
  prober.hold(late.connection)
  await late.connection.closed
  t.equal(losses.count, 0)
})

interface Started {
  readonly prober: Prober
  readonly socketPath: string
  /** The other ends of all connections. */
  readonly peers: readonly Socket[]
  readonly losses: { count: number }
}

async function start(t: Test, onConnection: (socket: Socket) => void): Promise<Started> {
  const peers: Socket[] = []
  const losses = { count: 0 }
  const socketPath = await listenAs(t, socket => {
    peers.push(socket)
    onConnection(socket)
  })
  const prober = new Prober(socketPath, () => {
    losses.count += 1
  })
  t.teardown(() => prober.close())
  return { prober, socketPath, peers, losses }
}
