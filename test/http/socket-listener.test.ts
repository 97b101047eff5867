import { lstat, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import t from 'tap'
import { SocketListener } from '../../src/http/socket-listener.js'
import { sendRequest } from './send-request.js'

type Tap = Pick<typeof t, 'teardown'>

t.test('it answers on a socket that only we may open, and removes it at the end', async t => {
  const file = await newSocketPath(t)
  const listener = newListener(t)
  t.strictSame(await listener.listen(file), { ok: true })
  t.equal((await lstat(file)).mode & 0o777, 0o600)
  t.match(await sendRequest({ socketPath: file, path: '/' }), { status: 200, body: 'here' })
  await listener.close()
  await listener.close()
  await t.rejects(lstat(file), { code: 'ENOENT' })
})

t.test('where it may not listen, that is said', async t => {
  const file = await newSocketPath(t)
  await writeFile(file, 'mine')
  t.match(await newListener(t).listen(file), { ok: false, reason: 'not-a-socket', detail: file })
})

function newListener(t: Tap): SocketListener {
  const app = fastify({ forceCloseConnections: true })
  app.get('/', () => 'here')
  const listener = new SocketListener(app)
  t.teardown(() => listener.close())
  return listener
}

/** Not below t.testdir(): the path of a socket has a limit of about a hundred bytes. */
async function newSocketPath(t: Tap): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guardian-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return join(folder, 'api.sock')
}
