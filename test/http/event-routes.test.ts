import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/http/app.js'
import { createMetrics } from '../../src/http/metrics.js'
import { describeProblem } from '../../src/http/problem.js'
import { eventually } from '../host/eventually.js'
import { FakeDaemon } from './fake-daemon.js'
import { sendRequest } from './send-request.js'

const token = 'ef'.repeat(32)
const headers = { authorization: `Bearer ${token}` }
const stream = '/api/v1/events/stream'

t.test('the events after a number come in pages', async t => {
  const { daemon, port } = await serve(t)
  for (let seq = 1; seq <= 501; seq += 1) add(daemon, seq)
  const first = await ask(port, '/api/v1/events')
  t.strictSame([first.events.length, first.events[0], first.next], [500, eventOf(1), 500])
  t.strictSame(await ask(port, '/api/v1/events?since=500'), { events: [eventOf(501)], next: 501 })
  t.strictSame(await ask(port, '/api/v1/events?since=501'), { events: [], next: 501 })
  t.strictSame((await ask(port, '/api/v1/events?since=502')).gap, { from: 1 })
})

t.test('a stream begins with what happens next', async t => {
  const { daemon, port } = await serve(t)
  add(daemon, 1)
  const reader = await follow(t, port, stream)
  t.match(reader.message.headers, { 'content-type': /^text\/event-stream/, 'cache-control': 'no-store' })
  add(daemon, 2)
  add(daemon, 3)
  t.equal(await reader.until('id: 3\n'), `retry: 2000\n\n${entry(2)}${entry(3)}`)
})

for (const [path, resumed] of [
  [stream, { ...headers, 'last-event-id': '2' }],
  [`${stream}?since=2`, headers],
] as const) {
  t.test(`${path} with ${Object.keys(resumed).join(' and ')} goes on after that event`, async t => {
    const { daemon, port } = await serve(t)
    for (const seq of [1, 2, 3]) add(daemon, seq)
    const reader = await follow(t, port, path, resumed)
    t.equal(await reader.until('id: 3\n'), `retry: 2000\n\n${entry(3)}`)
    add(daemon, 4)
    t.equal(await reader.until('id: 4\n'), `retry: 2000\n\n${entry(3)}${entry(4)}`)
  })
}

t.test('a gap is announced before the first event that is kept', async t => {
  const { daemon, port } = await serve(t)
  for (const seq of [7, 8]) add(daemon, seq)
  const reader = await follow(t, port, `${stream}?since=9`)
  t.equal(
    await reader.until('id: 8\n'),
    `retry: 2000\n\nevent: gap\ndata: {"from":7}\n\n${entry(7)}${entry(8)}`,
  )
})

for (const path of ['/api/v1/events', stream]) {
  t.test(`${path} is for those who have the token, and know a number`, async t => {
    const { port } = await serve(t)
    t.equal((await sendRequest({ port, path })).status, 401)
    const answers = [
      await sendRequest({ port, path: `${path}?since=-1`, headers }),
      await sendRequest({ port, path, headers: { ...headers, 'last-event-id': 'x' } }),
    ]
    for (const { status, body } of answers)
      t.strictSame([status, JSON.parse(body)], [400, describeProblem('bad-since')])
    t.match(await sendRequest({ port, path, method: 'HEAD', headers }), { status: 200, body: '' })
  })
}

t.test('a reader too many is refused, and a place that got free is given again', async t => {
  const { port } = await serve(t)
  const readers = await Promise.all(Array.from({ length: 16 }, () => follow(t, port, stream)))
  const refused = await sendRequest({ port, path: stream, headers })
  t.strictSame([refused.status, JSON.parse(refused.body)], [503, describeProblem('too-many-readers')])
  readers[0]?.message.destroy()
  await eventually(async () => {
    const message = await connect(t, port, stream)
    message.destroy()
    return message.statusCode === 200 || undefined
  })
})

t.test('who leaves is forgotten', async t => {
  const { daemon, port } = await serve(t)
  const listeners = watchListeners(t, daemon)
  const reader = await follow(t, port, stream)
  t.equal(listeners.count, 1)
  reader.message.destroy()
  await eventually(async () => (listeners.count === 0 ? true : undefined))
})

t.test('the end of the daemon ends the stream at once', async t => {
  const { app, daemon, port } = await serve(t)
  const listeners = watchListeners(t, daemon)
  const { message } = await follow(t, port, stream)
  const end = new Promise(resolve => message.once('close', resolve))
  await app.close()
  await end
  await eventually(async () => (listeners.count === 0 ? true : undefined))
})

t.test(
  '10,000 events at once cost no memory for a reader who takes none, and nobody else anything',
  async t => {
    const { app, daemon, port } = await serve(t)
    const sockets: Socket[] = []
    app.server.on('connection', (socket: Socket) => sockets.push(socket))
    const lazy = await connect(t, port, `${stream}?since=0`)
    const reader = await follow(t, port, `${stream}?since=0`)
    for (let round = 0; round < 4; round += 1) {
      for (let seq = 1; seq <= 10_000; seq += 1)
        add(daemon, round * 10_000 + seq, { text: 'x'.repeat(1_000) })
      t.equal((await sendRequest({ port, path: '/health' })).status, 200)
      const all = await reader.until(`id: ${round + 1}0000\n`)
      const from = Number([...all.matchAll(/^data: \{"from":(\d+)\}$/gm)].at(-1)?.[1])
      const ids = [...all.matchAll(/^id: (\d+)$/gm)].map(match => Number(match[1]))
      t.ok(from > round * 10_000 + 1, 'more happened than is kept')
      t.strictSame(
        ids.filter(id => id >= from),
        Array.from({ length: (round + 1) * 10_000 + 1 - from }, (_, index) => from + index),
      )
      for (const socket of sockets) t.ok(socket.writableLength <= 2 * 64 * 1024)
    }
    lazy.destroy()
  },
)

async function serve(t: Test) {
  const daemon = new FakeDaemon()
  const app = buildApp({ api: daemon, metrics: createMetrics(daemon), channel: 'tcp', token })
  t.teardown(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, daemon, port: (app.server.address() as AddressInfo).port }
}

function eventOf(seq: number, data: object = {}) {
  return { seq, time: '2026-01-01T00:00:00.000Z', kind: 'instance.ready', data }
}

function add({ history }: FakeDaemon, seq: number, data: object = {}): void {
  history.add({ seq, json: JSON.stringify(eventOf(seq, data)) })
}

function entry(seq: number): string {
  return `id: ${seq}\ndata: ${JSON.stringify(eventOf(seq))}\n\n`
}

async function ask(port: number, path: string) {
  const { body } = await sendRequest({ port, path, headers })
  return JSON.parse(body) as { events: unknown[]; next: number; gap?: object }
}

function connect(t: Test, port: number, path: string, sent: object = headers): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent: false, port, path, headers: { ...sent } }, resolve)
    // Cut off at the end, from one side or the other.
    outgoing.on('error', reject).end()
    t.teardown(() => outgoing.destroy())
  })
}

async function follow(t: Test, port: number, path: string, sent: object = headers) {
  const message = await connect(t, port, path, sent)
  let text = ''
  message.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  message.on('error', () => undefined)
  // The line that names the event, and the two that end it.
  const until = (part: string): Promise<string> =>
    eventually(async () => (text.includes(part) && text.endsWith('\n\n') ? text : undefined))
  await until('retry')
  return { message, until }
}

function watchListeners(t: Test, { history }: FakeDaemon) {
  const listeners = { count: 0 }
  const onAdded = history.onAdded.bind(history)
  t.intercept(history, 'onAdded', {
    value: (listener: () => void) => {
      const stop = onAdded(listener)
      listeners.count += 1
      return () => {
        listeners.count -= 1
        stop()
      }
    },
  })
  return listeners
}
