import { once } from 'node:events'
import { lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { listenPrivately, type SocketResult } from '../../src/host/private-socket.js'
import { leaveSocket } from './leave-socket.js'

t.test('only we may open the socket', async t => {
  const file = await newSocketPath(t)
  t.strictSame(await listen(t, file), { ok: true })
  t.equal((await lstat(file)).mode & 0o777, 0o600)
  await once(connect(file), 'connect')
})

t.test('a socket that a dead process left behind is replaced', async t => {
  const file = await newSocketPath(t)
  leaveSocket(file)
  t.ok((await lstat(file)).isSocket())
  t.strictSame(await listen(t, file), { ok: true })
  await once(connect(file), 'connect')
})

t.test('a socket on which somebody listens is left alone', async t => {
  const file = await newSocketPath(t)
  t.strictSame(await listen(t, file), { ok: true })
  t.match(await listen(t, file), { ok: false, reason: 'in-use' })
  await once(connect(file), 'connect')
})

t.test('a file that is no socket is left alone', async t => {
  const file = await newSocketPath(t)
  await writeFile(file, 'mine')
  t.match(await listen(t, file), { ok: false, reason: 'not-a-socket', detail: file })
  t.equal(await readFile(file, 'utf8'), 'mine')
})

t.test('a folder that does not exist is a reason, not an exception', async t => {
  const file = join(await newSocketPath(t), 'below', 'api.sock')
  t.match(await listen(t, file), { ok: false, reason: 'unusable', detail: file })
})

async function listen(t: Test, file: string): Promise<SocketResult> {
  const server: Server = createServer(socket => socket.destroy())
  t.teardown(() => server.close())
  return listenPrivately(file, async () => {
    server.listen(file)
    await once(server, 'listening')
  })
}

/** Not below t.testdir(): the path of a socket has a limit of about a hundred bytes. */
async function newSocketPath(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guardian-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'api.sock')
}
