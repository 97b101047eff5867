import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import t from 'tap'
import { buildApp } from '../../src/http/app.js'
import { usualLimits } from '../../src/http/limited-server.js'
import { createMetrics } from '../../src/http/metrics.js'
import { eventually } from '../host/eventually.js'
import { FakeDaemon } from './fake-daemon.js'
import { sendRequest } from './send-request.js'

type Tap = Pick<typeof t, 'teardown'>

const quick = {
  requestTimeoutMs: 150,
  checkIntervalMs: 50,
  silenceTimeoutMs: 60_000,
  keepAliveTimeoutMs: 60_000,
  maxConnections: 2,
}

t.test('who writes headers slowly, byte after byte, is cut off', async t => {
  const port = await listen(t, quick)
  const socket = await open(t, port)
  socket.write('GET /health HTTP/1.1\r\nX: ')
  drip(t, socket)
  t.match(await readToEnd(socket), /^HTTP\/1\.1 408 .*application\/problem\+json.*"status":408/s)
})

t.test('who sends a body slowly is cut off', async t => {
  const port = await listen(t, quick)
  const socket = await open(t, port)
  const headers = [
    'POST /api/v1/instances/a1/stop HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Authorization: Bearer x',
    'Content-Type: application/json',
    'Content-Length: 100',
  ]
  socket.write([...headers, '', ''].join('\r\n'))
  drip(t, socket)
  t.match(await readToEnd(socket), /^HTTP\/1\.1 408 .*"status":408/s)
})

t.test('who says nothing is cut off', async t => {
  const port = await listen(t, { ...quick, requestTimeoutMs: 60_000, silenceTimeoutMs: 100 })
  t.equal(await readToEnd(await open(t, port)), '')
})

t.test('an idle connection is kept for a moment only', async t => {
  const port = await listen(t, { ...quick, requestTimeoutMs: 60_000, keepAliveTimeoutMs: 100 })
  const socket = await open(t, port)
  socket.write(`GET /livez HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  t.match(await readToEnd(socket), /200 OK.*alive/s)
})

t.test('a connection too many is closed at once, and a place that got free is given again', async t => {
  const port = await listen(t, { ...quick, requestTimeoutMs: 60_000 })
  const first = await open(t, port)
  await open(t, port)
  t.equal(await readToEnd(await open(t, port)), '')
  first.destroy()
  await once(first, 'close')
  await answerCameBack(port)
})

t.test('what is not HTTP is answered as a problem', async t => {
  const port = await listen(t, usualLimits)
  for (const [message, status] of [
    ['hello\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = await open(t, port)
    socket.write(message)
    t.match(
      await readToEnd(socket),
      new RegExp(`^HTTP/1\\.1 ${status} .*no-store.*problem\\+json.*"status":${status}`, 's'),
    )
  }
})

t.test('close does not wait for connections', async t => {
  const daemon = new FakeDaemon()
  const app = buildApp({ api: daemon, metrics: createMetrics(daemon), channel: 'tcp', token: 'x' })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const arrival = once(app.server, 'connection')
  const socket = await open(t, (app.server.address() as AddressInfo).port)
  socket.write('GET /health HTTP/1.1\r\n')
  await arrival
  const rest = readToEnd(socket)
  await app.close()
  t.equal(await rest, '')
})

async function listen(t: Tap, limits: typeof quick): Promise<number> {
  const daemon = new FakeDaemon()
  const app = buildApp({ api: daemon, metrics: createMetrics(daemon), channel: 'tcp', token: 'x', limits })
  t.teardown(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

async function open(t: Tap, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  // A connection that is cut while we write is reset.
  socket.on('error', () => undefined)
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** All that came until the connection was closed, if need be by a reset. */
function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise(resolve => {
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()))
  })
}

function drip(t: Tap, socket: Socket): void {
  const timer = setInterval(() => socket.write('x'), 20)
  t.teardown(() => clearInterval(timer))
  socket.once('data', () => clearInterval(timer))
}

/** The server learns of the end of a connection a moment after us. */
async function answerCameBack(port: number): Promise<void> {
  await eventually(async () => {
    const answer = await sendRequest({ port, path: '/livez' }).catch(() => undefined)
    return answer?.status === 200 || undefined
  })
}
