import { chmod } from 'node:fs/promises'
import t from 'tap'
import { connectDaemon } from '../../src/control/connect-daemon.js'
import { frame, listenAs } from '../gopls/listen-as.js'
import { eventually } from '../host/eventually.js'
import { leaveSocket } from '../host/leave-socket.js'
import { connect, emptyRelay, newSocketPath, openDoor, patientMs, tryConnect } from './open-door.js'
import { sampleAnswer, sampleRequest, sampleTerms } from './sample-messages.js'

const unaborted = (): AbortSignal => new AbortController().signal

t.test('where nobody listens there is no daemon', async t => {
  t.strictSame(await tryConnect(t, '/tmp/no-such-folder/relay.sock'), { ok: false, reason: 'no-daemon' })
})

t.test('a socket that a dead daemon left behind is no daemon', async t => {
  const file = await newSocketPath(t)
  leaveSocket(file)
  t.strictSame(await tryConnect(t, file), { ok: false, reason: 'no-daemon' })
})

t.test('who may not open the socket is told so', async t => {
  const { file } = await openDoor(t)
  await chmod(file, 0)
  const result = await asStranger(() =>
    connectDaemon(file, emptyRelay, { version: '1.2.3', limitMs: patientMs }),
  )
  t.strictSame(result, { ok: false, reason: 'refused' })
})

t.test('a listener that says nothing is given up', async t => {
  const file = await listenAs(t, socket => socket.resume())
  t.strictSame(await tryConnect(t, file, {}, 20), { ok: false, reason: 'silent' })
})

t.test('a listener that hangs up is no daemon', async t => {
  const file = await listenAs(t, socket => socket.end())
  t.strictSame(await tryConnect(t, file), { ok: false, reason: 'no-daemon' })
})

const foreignAnswers = {
  'a refusal': { result: { ok: false, reason: 'other-protocol' } },
  'an answer in other words': { result: { welcome: true } },
  'a refusal in other words': { result: { ok: false, reason: 'bad-weather' } },
  'an error': { error: { code: -32601, message: 'Unhandled method hello' } },
}
for (const [name, answer] of Object.entries(foreignAnswers))
  t.test(`a daemon of another release is known by ${name}`, async t => {
    const file = await listenAs(t, socket =>
      socket.once('data', () => socket.write(frame({ jsonrpc: '2.0', id: 0, ...answer }))),
    )
    t.strictSame(await tryConnect(t, file), { ok: false, reason: 'other-protocol' })
  })

const accepted = { jsonrpc: '2.0', id: 0, result: { ok: true, terms: sampleTerms } }

t.test('garbage instead of an answer, and of anything later, ends the connection', async t => {
  const file = await listenAs(t, socket => socket.once('data', () => socket.write('HTTP/1.1 400\r\n\r\n')))
  t.strictSame(await tryConnect(t, file), { ok: false, reason: 'no-daemon' })
  const later = await listenAs(t, socket => {
    socket.once('data', () => socket.write(`${frame(accepted)}HTTP/1.1 400\r\n\r\n`))
  })
  const { closed } = await connect(t, later)
  await closed
})

t.test('an answer to a lease that cannot be read fails that lease, not the connection', async t => {
  const file = await listenAs(t, socket =>
    socket.on('data', chunk => {
      const isHello = chunk.includes('hello')
      socket.write(frame(isHello ? accepted : { jsonrpc: '2.0', id: 1, result: { ok: true } }))
    }),
  )
  const supervision = await connect(t, file)
  const answer = await supervision.lease(sampleRequest, unaborted())
  t.match(answer, { ok: false, reason: 'failed', message: 'unreadable' })
  t.notMatch(JSON.stringify(answer), '/usr/bin')
})

t.test('a daemon that is stopped while it owes a lease is as good as gone', async t => {
  const file = await listenAs(t, socket => socket.once('data', () => socket.write(frame(accepted))))
  const result = await connectDaemon(file, emptyRelay, {
    version: '1.2.3',
    limitMs: patientMs,
    heartbeat: { everyMs: 5, limitMs: 10 },
  })
  if (!result.ok) throw new Error(result.reason)
  const { supervision } = result
  await t.rejects(supervision.lease(sampleRequest, unaborted()), { name: 'SupervisorGone' })
  await supervision.closed
})

t.test('a daemon that takes long over a lease, but lives, is waited for', async t => {
  let beats = 0
  const file = await listenAs(t, socket =>
    socket.on('data', chunk => {
      for (const [, id, method] of chunk.toString().matchAll(/"id":(\d+),"method":"(\w+)"/g)) {
        if (method === 'hello') socket.write(frame({ ...accepted, id: Number(id) }))
        beats += method === 'hello' ? 1 : 0
        // The lease has the second id.
        if (beats === 5) socket.write(frame({ jsonrpc: '2.0', id: 1, result: sampleAnswer }))
      }
    }),
  )
  const heartbeat = { everyMs: 5, limitMs: patientMs }
  const result = await connectDaemon(file, emptyRelay, { version: '1.2.3', limitMs: patientMs, heartbeat })
  if (!result.ok) throw new Error(result.reason)
  t.teardown(() => result.supervision.close())
  t.strictSame(await result.supervision.lease(sampleRequest, unaborted()), sampleAnswer)
})

t.test('a daemon that stops reading does not make the relay keep what it tells', async t => {
  const file = await listenAs(t, socket =>
    socket.once('data', () => {
      socket.write(frame(accepted))
      socket.pause()
    }),
  )
  const supervision = await connect(t, file)
  const note = { kind: 'suspect-request', method: 'x'.repeat(1024 * 1024) } as const
  let isClosed = false
  void supervision.closed.then(() => {
    isClosed = true
  })
  await eventually(async () => {
    supervision.note('r7-1', note)
    return isClosed || undefined
  })
})

/** As another user: nothing is forbidden to root. */
function asStranger<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act()
  process.seteuid?.(65_534)
  // The connection is tried there and then; only its outcome is waited for.
  const outcome = act()
  process.seteuid?.(0)
  return outcome
}
