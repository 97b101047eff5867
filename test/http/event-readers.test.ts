import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { EventReaders } from '../../src/http/event-readers.js'
import { EventHistory } from '../../src/supervisor/event-history.js'
import { eventually } from '../host/eventually.js'

t.test(
  'a reader that takes nothing any more is cut off, and one that hears only heartbeats is not',
  async t => {
    const history = new EventHistory()
    const readers = new EventReaders(history, { maxReaders: 2, heartbeatMs: 20, silenceMs: 2_000 })
    const { follow, ends } = await serve(t, readers)
    const living = await follow()
    let heard = 0
    living.on('data', () => (heard += 1))
    // It is never read from.
    await follow()
    const json = 'x'.repeat(8_000)
    let seq = 0
    // Until the buffers of the system are full, and then for as long as the limit.
    await eventually(async () => {
      for (let count = 0; count < 200; count += 1) history.add({ seq: ++seq, json })
      return ends.length > 0 || undefined
    })
    const heardUntilThen = heard
    await eventually(async () => heard > heardUntilThen + 30 || undefined)
    t.equal(ends.length, 1)
  },
)

async function serve(t: Test, readers: EventReaders) {
  const app = fastify({ forceCloseConnections: true })
  app.get('/', (request, reply) => readers.admit(request, reply))
  t.teardown(() => app.close())
  const ends: Socket[] = []
  app.server.on('connection', (socket: Socket) => socket.once('close', () => ends.push(socket)))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const follow = async (): Promise<IncomingMessage> => {
    const outgoing = get({ agent: false, port })
    outgoing.on('error', () => undefined)
    t.teardown(() => outgoing.destroy())
    const [message] = (await once(outgoing, 'response')) as [IncomingMessage]
    return message.on('error', () => undefined)
  }
  return { follow, ends }
}
