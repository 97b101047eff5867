import t from 'tap'
import { connectDaemon } from '../../src/control/connect-daemon.js'
import { emptyRelay, patientMs } from '../control/open-door.js'
import { sampleTerms } from '../control/sample-messages.js'
import { frame, listenAs } from '../gopls/listen-as.js'
import { lease, newLink } from './link-in-test.js'

t.test('a daemon that is stopped in the middle of a lease leaves it to our own at once', async t => {
  let connections = 0
  const file = await listenAs(t, socket => {
    connections += 1
    if (connections === 1)
      socket.once('data', () =>
        socket.write(frame({ jsonrpc: '2.0', id: 0, result: { ok: true, terms: sampleTerms } })),
      )
  })
  const heartbeat = { everyMs: 5, limitMs: 10 }
  const { link } = await newLink(t, {
    connect: () => {
      const limitMs = connections === 0 ? patientMs : 20
      return connectDaemon(file, emptyRelay, { version: '1.2.3', limitMs, heartbeat })
    },
  })
  t.match(await lease(link), { instance: 'own' })
  t.equal(connections, 2)
})
