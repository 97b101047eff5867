import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { EditorsSocket } from '../../src/relay/editors-socket.js'

function newPath(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 's')
}

t.test('editors connect, and nobody else may', async t => {
  const path = newPath(t)
  let editors = 0
  let allThere: () => void = () => undefined
  const areThere = new Promise<void>(resolve => (allThere = resolve))
  const listening = await EditorsSocket.listen(path, undefined, socket => {
    socket.resume()
    editors += 1
    if (editors === 2) allThere()
  })
  if (!listening.ok) throw new Error(listening.detail)
  t.equal(statSync(path).mode & 0o777, 0o600)
  const sockets = [connect(path), connect(path)]
  await areThere
  listening.socket.close()
  for (const socket of sockets) socket.end()
  await Promise.all(sockets.map(socket => once(socket.resume(), 'close')))
  t.notOk(existsSync(path), 'the file goes with the listening')
})

t.test('a socket that somebody has is refused in the words of gopls', async t => {
  const path = newPath(t)
  const first = await EditorsSocket.listen(path, undefined, () => undefined)
  t.same(await EditorsSocket.listen(path, 10, () => undefined), {
    ok: false,
    detail: `listen unix ${path}: bind: address already in use`,
  })
  t.ok(existsSync(path))
  if (first.ok) first.socket.close()
})

t.test('it is idle when nobody was there for the time', async t => {
  const path = newPath(t)
  const listening = await EditorsSocket.listen(path, 1_000, socket => socket.resume())
  if (!listening.ok) throw new Error(listening.detail)
  const socket = connect(path)
  await once(socket, 'connect')
  const closedAtMs = performance.now()
  socket.end()
  await listening.socket.idle
  t.ok(performance.now() - closedAtMs >= 990, 'and the time begins when the last one leaves')
  listening.socket.close()
})
