import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { connectProbe, type ProbeConnection } from '../../src/gopls/probe-connection.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { connectTo, serveGopls } from '../fake-gopls/served-gopls.js'
import { answerSessions, frame, listenAs } from './listen-as.js'

/** Longer than any test runs. */
const patientMs = 60_000

t.test('an answer tells the number of clients, and how long it took', async t => {
  const { probe } = await connect(t, socket => answerSessions(socket, 3))
  const answer = await probe.askSessions(patientMs)
  t.match(answer, { ok: true, clients: 3 })
  t.ok(answer.tookMs >= 0 && answer.tookMs < patientMs)
})

t.test('one connection serves for any number of questions', async t => {
  let connections = 0
  const { probe } = await connect(t, socket => {
    connections += 1
    answerSessions(socket, connections)
  })
  for (let count = 0; count < 50; count += 1)
    t.match(await probe.askSessions(patientMs), { ok: true, clients: 1 })
})

t.test('of a gopls that speaks before it is asked, only the answer counts', async t => {
  const { probe } = await connect(t, socket => {
    socket.write(
      frame({ jsonrpc: '2.0', method: 'window/logMessage', params: { type: 3, message: 'hello' } }),
    )
    socket.write(frame({ jsonrpc: '2.0', id: 99, method: 'workspace/configuration', params: {} }))
    socket.write(frame({ jsonrpc: '2.0', id: 12_345, result: 'an answer that nobody asked for' }))
    answerSessions(socket, 1)
  })
  t.match(await probe.askSessions(patientMs), { ok: true, clients: 1 })
})

t.test('an answer in pieces is one answer', async t => {
  const { probe } = await connect(t, socket =>
    socket.once('data', () => {
      const [...bytes] = frame({ jsonrpc: '2.0', id: 0, result: { clients: [] } })
      const writeNext = (): void => {
        const byte = bytes.shift()
        if (byte !== undefined) socket.write(byte, () => setImmediate(writeNext))
      }
      writeNext()
    }),
  )
  t.match(await probe.askSessions(patientMs), { ok: true, clients: 0 })
})

t.test('silence is a timeout, and the question is not asked again', async t => {
  let asked = 0
  const { probe } = await connect(t, socket =>
    socket.on('data', chunk => (asked += chunk.toString().split('gopls/sessions').length - 1)),
  )
  for (let count = 0; count < 3; count += 1)
    t.match(await probe.askSessions(20), { ok: false, reason: 'timeout' })
  t.equal(asked, 1)
})

t.test('a late answer counts: for the question after the one that was given up', async t => {
  const { probe, peer } = await connect(t, () => undefined)
  t.match(await probe.askSessions(20), { ok: false, reason: 'timeout' })
  const second = probe.askSessions(patientMs)
  peer.write(frame({ jsonrpc: '2.0', id: 0, result: { clients: [{}, {}] } }))
  t.match(await second, { ok: true, clients: 2 })
})

t.test('an answer that waits in the socket while we stall is no silence', async t => {
  const { socketPath, child } = await serve(t)
  const probe = await held(t, socketPath)
  t.match(await probe.askSessions(patientMs), { ok: true })
  child.kill('SIGSTOP')
  const asked = probe.askSessions(500)
  // No event tells that the question is on its way; the answer comes while we stall, beyond the limit.
  await new Promise(resolve => setTimeout(resolve, 20))
  child.kill('SIGCONT')
  stall(2_000)
  t.match(await asked, { ok: true })
})

t.test('silence while we stalled ourselves says nothing', async t => {
  const { probe } = await connect(t, () => undefined)
  const asked = probe.askSessions(20)
  stall(600)
  t.match(await asked, { ok: false, reason: 'observer-stalled' })
})

t.test('whoever aborts the question does not wait', async t => {
  const { probe } = await connect(t, () => undefined)
  t.match(await probe.askSessions(patientMs, AbortSignal.abort()), { ok: false, reason: 'timeout' })
  const abort = new AbortController()
  const asked = probe.askSessions(patientMs, abort.signal)
  abort.abort()
  t.match(await asked, { ok: false, reason: 'timeout' })
})

t.test('a connection that the other side closes is closed, with and without a question', async t => {
  const { probe, peer } = await connect(t, () => undefined)
  const asked = probe.askSessions(patientMs)
  peer.destroy()
  t.match(await asked, { ok: false, reason: 'closed' })
  await probe.closed
  t.match(await probe.askSessions(patientMs), { ok: false, reason: 'closed' })
})

t.test('a connection that we close ourselves settles what was asked', async t => {
  const { probe } = await connect(t, () => undefined)
  const asked = probe.askSessions(patientMs)
  probe.close()
  t.match(await asked, { ok: false, reason: 'closed' })
  await probe.closed
})

const notUnderstood: readonly (readonly [string, object])[] = [
  ['an error', { error: { code: -32601, message: 'JSON RPC method not found' } }],
  ['null', { result: null }],
  ['a text', { result: 'clients' }],
  ['clients that are no list', { result: { clients: 3 } }],
]
for (const [name, answer] of notUnderstood)
  t.test(`${name} in place of the sessions is not understood, and the connection stays`, async t => {
    const { probe, peer } = await connect(t, () => undefined)
    const asked = probe.askSessions(patientMs)
    peer.write(frame({ jsonrpc: '2.0', id: 0, ...answer }))
    t.match(await asked, { ok: false, reason: 'not-understood' })
    const again = probe.askSessions(patientMs)
    peer.write(frame({ jsonrpc: '2.0', id: 1, result: { clients: [] } }))
    t.match(await again, { ok: true })
  })

const garbage: readonly (readonly [string, string])[] = [
  ['a header that is none', 'HTTP/1.1 400 Bad Request\r\n\r\nno frame'],
  ['a length that is no number', 'Content-Length: soon\r\n\r\n{}'],
  ['no length', 'Content-Type: text/plain\r\n\r\n{}'],
  ['a body that is no JSON', 'Content-Length: 7\r\n\r\n{"id":,'],
]
for (const [name, text] of garbage)
  t.test(`${name} is garbage, and ends the connection`, async t => {
    const { probe, peer } = await connect(t, () => undefined)
    const asked = probe.askSessions(patientMs)
    peer.write(text)
    t.match(await asked, { ok: false, reason: 'garbage' })
    await probe.closed
  })

t.test('a flood without the end of a header is cut off', async t => {
  let sentBytes = 0
  const { probe, peer } = await connect(t, socket => {
    const pour = (): void => {
      while (socket.writable && socket.write('x'.repeat(64 * 1024))) sentBytes += 64 * 1024
    }
    socket.on('drain', pour)
    socket.once('data', pour)
  })
  t.match(await probe.askSessions(patientMs), { ok: false, reason: 'garbage' })
  await probe.closed
  if (!peer.closed) await new Promise(resolve => peer.once('close', resolve))
  t.ok(sentBytes < 8 * 1024 * 1024, `${sentBytes} bytes`)
})

t.test('a body without end is cut off as well, however long it says it is', async t => {
  const { probe } = await connect(t, socket => {
    socket.once('data', () => socket.write('Content-Length: 999999999999\r\n\r\n'))
    const pour = (): void => {
      while (socket.writable && socket.write('x'.repeat(64 * 1024)));
    }
    socket.on('drain', pour)
    socket.once('data', pour)
  })
  t.match(await probe.askSessions(patientMs), { ok: false, reason: 'garbage' })
})

t.test('the death of the process is told by the connection', async t => {
  const { socketPath, child } = await serve(t)
  const probe = await held(t, socketPath)
  child.kill('SIGKILL')
  await probe.closed
  t.match(await probe.askSessions(patientMs), { ok: false, reason: 'closed' })
})

t.test('where nobody listens, that is said', async t => {
  t.strictSame(await connectProbe('/tmp/no-such-folder/s', patientMs), {
    ok: false,
    reason: 'nobody-listens',
  })
})

interface Connected {
  readonly probe: ProbeConnection
  readonly peer: Socket
}

/** A probe connected to a server of our own, which treats its connections like this. */
async function connect(t: Test, onConnection: (socket: Socket) => void): Promise<Connected> {
  const { promise, resolve } = withResolvers<Socket>()
  const path = await listenAs(t, socket => {
    resolve(socket)
    onConnection(socket)
  })
  return { probe: await held(t, path), peer: await promise }
}

async function held(t: Test, socketPath: string): Promise<ProbeConnection> {
  const attempt = await connectProbe(socketPath, patientMs)
  if (!attempt.ok) throw new Error(attempt.reason)
  t.teardown(() => attempt.connection.close())
  return attempt.connection
}

/** A gopls in a process of its own. */
async function serve(t: Test): Promise<{ readonly socketPath: string; readonly child: ChildProcess }> {
  const folder = mkdtempSync(join(tmpdir(), 'probe-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 's')
  const { child } = serveGopls(t, installFakeGopls(t).path, socketPath)
  ;(await connectTo(socketPath)).destroy()
  return { socketPath, child }
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}

/** Nothing of this process runs meanwhile. */
function stall(durationMs: number): void {
  const untilMs = performance.now() + durationMs
  while (performance.now() < untilMs);
}
