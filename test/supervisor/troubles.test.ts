import t from 'tap'
import { Troubles } from '../../src/supervisor/troubles.js'

t.test('of each kind there is at most one, with its latest words, until it is taken back', async t => {
  const troubles = new Troubles()
  troubles.set('logs-unwritable', 'disk full')
  troubles.set('http-port-taken', 'EADDRINUSE')
  troubles.set('logs-unwritable', 'read-only')
  t.strictSame(troubles.list, [
    { code: 'logs-unwritable', detail: 'read-only' },
    { code: 'http-port-taken', detail: 'EADDRINUSE' },
  ])
  troubles.set('logs-unwritable', undefined)
  troubles.set('gopls-missing', undefined)
  t.strictSame([troubles.has('logs-unwritable'), troubles.has('http-port-taken')], [false, true])
})
