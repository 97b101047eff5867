import { once } from 'node:events'
import { renameSync } from 'node:fs'
import t, { type Test } from 'tap'
import { awaitFirstAnswer } from '../../src/gopls/await-answer.js'
import { eventually } from '../host/eventually.js'
import { answerSessions, listenAs } from './listen-as.js'

t.test('it resolves to the connection on which the first answer came', async t => {
  let connections = 0
  const path = await listenAs(t, socket => {
    connections += 1
    answerSessions(socket, 1)
  })
  const connection = await awaitFirstAnswer(path, limit(t))
  t.match(await connection?.askSessions(5_000), { ok: true })
  t.equal(connections, 1)
  connection?.close()
})

t.test('it waits for one that does not listen yet', async t => {
  const path = await listenAs(t, socket => answerSessions(socket, 1))
  const later = `${path}-later`
  // The first attempt is made before this call returns.
  const waiting = awaitFirstAnswer(later, limit(t))
  renameSync(path, later)
  const connection = await waiting
  t.ok(connection)
  connection?.close()
})

t.test('one that closes its first connections is asked again on others', async t => {
  let connections = 0
  const path = await listenAs(t, socket => {
    connections += 1
    if (connections < 3) socket.destroy()
    else answerSessions(socket, 1)
  })
  const connection = await awaitFirstAnswer(path, limit(t))
  t.ok(connection)
  t.equal(connections, 3)
  connection?.close()
})

t.test('one that never listens is given up when that is said, not before', async t => {
  const abort = new AbortController()
  const waiting = awaitFirstAnswer('/tmp/no-such-folder/s', abort.signal)
  t.equal(await Promise.race([waiting, new Promise(resolve => setTimeout(resolve, 50, 'waits'))]), 'waits')
  abort.abort()
  t.equal(await waiting, undefined)
})

t.test('a silent one is asked once, on one connection, which goes when it is given up', async t => {
  let connections = 0
  const closed: Promise<unknown>[] = []
  const path = await listenAs(t, socket => {
    connections += 1
    closed.push(once(socket.resume(), 'close'))
  })
  const abort = new AbortController()
  const waiting = awaitFirstAnswer(path, abort.signal)
  await eventually(async () => connections || undefined)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(connections, 1)
  abort.abort()
  t.equal(await waiting, undefined)
  await Promise.all(closed)
})

t.test('one that talks garbage is tried ever more rarely, until it is given up', async t => {
  let connections = 0
  const path = await listenAs(t, socket => {
    connections += 1
    socket.write('no frame\r\n\r\n')
  })
  t.equal(await awaitFirstAnswer(path, AbortSignal.timeout(2_000)), undefined)
  t.ok(connections > 1 && connections < 50, `${connections} connections`)
})

t.test('given up before it began, it does nothing', async t => {
  const path = await listenAs(t, () => t.fail('it connected'))
  t.equal(await awaitFirstAnswer(path, AbortSignal.abort()), undefined)
})

/** Aborted at the end of the test, whatever came of it. */
function limit(t: Test): AbortSignal {
  const abort = new AbortController()
  t.teardown(() => abort.abort())
  return abort.signal
}
