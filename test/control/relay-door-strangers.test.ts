import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { frame } from '../gopls/listen-as.js'
import { eventually } from '../host/eventually.js'
import { openDoor, patientLimits, tryConnect } from './open-door.js'
import { sampleNotes, sampleRequest } from './sample-messages.js'

const sayHello = frame({
  jsonrpc: '2.0',
  id: 1,
  method: 'hello',
  params: { protocol: 1, version: '1', pid: 1 },
})

t.test('300 relays: as many as may are served, the others told, and one that leaves makes room', async t => {
  const { file } = await openDoor(t)
  const results = await Promise.all(Array.from({ length: 300 }, () => tryConnect(t, file)))
  const served = results.filter(({ ok }) => ok)
  t.equal(served.length, 256)
  for (const result of results) if (!result.ok) t.equal(result.reason, 'too-many-relays')
  const [first] = served
  if (first?.ok) await first.supervision.close()
  t.ok(await eventually(async () => (await tryConnect(t, file)).ok || undefined))
})

t.test('who says no hello is hung up on', async t => {
  const { file } = await openDoor(t, {}, { limits: { ...patientLimits, helloMs: 20 } })
  await closed(await open(t, file))
})

t.test('who has been refused, but stays, is hung up on', async t => {
  const { file } = await openDoor(t, {}, { limits: { ...patientLimits, helloMs: 1_000 } })
  const socket = await open(t, file)
  socket.write(sayHello.replace('"protocol":1', '"protocol":2'))
  t.match(String(await once(socket, 'data')), '"result":{"ok":false,"reason":"other-protocol"}')
  await closed(socket)
})

t.test('before hello nothing else is answered', async t => {
  const { file } = await openDoor(t, {
    lease: () => {
      throw new Error('asked')
    },
  })
  const socket = await open(t, file)
  socket.write(frame({ jsonrpc: '2.0', id: 1, method: 'lease', params: sampleRequest }))
  t.match(String(await once(socket, 'data')), '"code":-32601')
})

const garbage: Readonly<Record<string, string | Buffer>> = {
  'another protocol': 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'a header without end': 'x'.repeat(9 * 1024),
  'no length': 'Content-Type: a\r\n\r\n',
  'a length below nothing': 'Content-Length: -1\r\n\r\n',
  'a length over the limit': 'Content-Length: 4194305\r\n\r\n',
  'no JSON': 'Content-Length: 3\r\n\r\n{{{',
  'no object': 'Content-Length: 4\r\n\r\nnull',
  'a batch': frame([{ jsonrpc: '2.0', id: 1, method: 'hello' }]),
  'a cancellation of nothing': frame({ jsonrpc: '2.0', method: '$/cancelRequest', params: null }),
  'random bytes': Buffer.from(Array.from({ length: 64 * 1024 }, (_, index) => (index * 131) % 251)),
}
for (const [name, bytes] of Object.entries(garbage))
  t.test(`on garbage the door hangs up: ${name}`, async t => {
    const { file } = await openDoor(t)
    for (const first of ['', sayHello]) {
      const socket = await open(t, file)
      socket.write(first)
      socket.write(bytes)
      await closed(socket)
    }
    t.ok((await tryConnect(t, file)).ok, 'the others are served')
  })

t.test('messages that are none of the protocol, or not as it says, cost nobody the connection', async t => {
  let told = 0
  const { file } = await openDoor(t, { note: () => (told += 1) })
  const socket = await open(t, file)
  const messages = [
    { method: 'unknown' },
    { method: 'note', params: { session: 'r7-1', note: { kind: 'unknown' } } },
    { method: 'note', params: [] },
    { id: 5, method: 'unknown' },
    { id: 6, method: 'lease', params: { ...sampleRequest, roots: 'none' } },
    { id: 7, result: 'an answer that nobody asked for' },
    { id: {}, method: 'lease' },
    { method: 'note', params: { session: 'r7-1', note: sampleNotes[0] } },
    { id: 8, method: 'lease', params: sampleRequest },
  ]
  socket.write(sayHello + messages.map(message => frame({ jsonrpc: '2.0', ...message })).join(''))
  let answers = ''
  for await (const chunk of socket) {
    answers += String(chunk)
    if (answers.includes('"id":8')) break
  }
  t.match(
    answers,
    /"id":5,"error":{"code":-32601.*"id":6,"error":{"code":-32602.*"id":8,"result":{"ok":true/s,
  )
  t.equal(told, 1)
})

t.test('a flood of messages is taken in no faster than it is handled', async t => {
  const batch = 100
  const times = 100 * batch
  let sent = 0
  let told = 0
  let longestLead = 0
  const { file } = await openDoor(t, {
    note: () => {
      told += 1
      longestLead = Math.max(longestLead, sent - told)
    },
  })
  const socket = await open(t, file)
  const params = { session: 'x'.repeat(1024), note: sampleNotes[0] }
  const notes = frame({ jsonrpc: '2.0', method: 'note', params }).repeat(batch)
  const flood = (): void => {
    sent += batch
    if (sent < times) socket.write(notes, flood)
  }
  socket.write(sayHello)
  socket.write(notes, flood)
  await eventually(async () => told === times || undefined)
  t.ok(longestLead < times / 4, `${longestLead} messages were sent, but not handled`)
})

t.test('who does not read its answers is hung up on', async t => {
  const message = 'x'.repeat(1024 * 1024)
  const { file } = await openDoor(t, { lease: async () => ({ ok: false, reason: 'failed', message }) })
  const socket = await open(t, file)
  socket.pause()
  socket.write(sayHello)
  for (let id = 2; id < 30; id += 1)
    socket.write(frame({ jsonrpc: '2.0', id, method: 'lease', params: sampleRequest }))
  await eventually(async () => (await tryConnect(t, file)).ok || undefined)
  socket.on('error', () => undefined)
  await eventually(async () => {
    socket.write(frame({ jsonrpc: '2.0', method: 'doubt', params: { session: '1' } }))
    return socket.destroyed || undefined
  })
})

async function open(t: Test, file: string): Promise<Socket> {
  const socket = connectSocket(file)
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

async function closed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined)
  socket.resume()
  if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))
}
