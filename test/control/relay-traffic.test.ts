import { createConnection } from 'node:net'
import t from 'tap'
import { Channel } from '../../src/control/channel.js'
import * as protocol from '../../src/control/protocol.js'
import type { ConnectedRelay } from '../../src/control/relay-guest.js'
import { meet, withResolvers } from './meet-relay.js'
import { openDoor } from './open-door.js'
import { sampleOrders, sampleTraffic, sampleView } from './sample-messages.js'

t.test('the traffic that is asked for before an order is that from before it', async t => {
  const done: string[] = []
  const { relay } = await meet(
    t,
    {},
    {
      traffic: async () => {
        done.push('traffic')
        return [sampleTraffic]
      },
      order: ({ kind }) => done.push(kind),
    },
  )
  const asked = relay.side.traffic()
  for (const order of sampleOrders) relay.side.order(order)
  await asked
  await relay.side.views()
  t.strictSame(done, ['traffic', ...sampleOrders.map(({ kind }) => kind)])
})

t.test('a relay that does not know of traffic has none, and goes on', async t => {
  const { promise, resolve } = withResolvers<ConnectedRelay>()
  const { file } = await openDoor(t, relay => {
    resolve(relay)
    return {}
  })
  const older = new Channel(createConnection(file))
  t.teardown(() => older.close())
  older.answer(protocol.views, () => [sampleView])
  older.open()
  await older.ask(protocol.hello, { protocol: protocol.protocolNumber, version: '0.1.0', pid: 7 })
  const { side } = await promise
  t.strictSame(await side.traffic(), [])
  t.strictSame(await side.views(), [sampleView])
})
