import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
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

t.test('a socket that a dead process left behind is replaced', async t => {
  const file = await newSocketPath(t)
  const script = `require('net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`
  const { signal } = spawnSync(process.execPath, ['-e', script], { env: { PATH: process.env['PATH'] } })
  t.equal(signal, 'SIGKILL')
  t.ok((await lstat(file)).isSocket())
  t.strictSame(await newListener(t).listen(file), { ok: true })
  t.match(await sendRequest({ socketPath: file, path: '/' }), { status: 200 })
})

t.test('a socket on which somebody listens is left alone', async t => {
  const file = await newSocketPath(t)
  const other = createServer(socket => {
    socket.on('error', () => undefined)
    socket.end('HTTP/1.1 204 other\r\n\r\n')
  })
  t.teardown(() => other.close())
  await once(other.listen(file), 'listening')
  t.match(await newListener(t).listen(file), { ok: false, reason: 'in-use' })
  t.match(await sendRequest({ socketPath: file }), { status: 204 })
})

t.test('a file that is no socket is left alone', async t => {
  const file = await newSocketPath(t)
  await writeFile(file, 'mine')
  t.match(await newListener(t).listen(file), { ok: false, reason: 'not-a-socket', detail: file })
  t.equal(await readFile(file, 'utf8'), 'mine')
})

t.test('a folder that does not exist is a reason, not an exception', async t => {
  const file = join(await newSocketPath(t), 'below', 'api.sock')
  t.match(await newListener(t).listen(file), { ok: false, reason: 'unusable' })
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
