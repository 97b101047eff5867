import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { clearStaleSocket } from '../../src/gopls/stale-socket.js'

t.test('where nothing is, nothing is in the way', async t => {
  t.equal(await clearStaleSocket(join(shortFolder(t), 's')), true)
})

t.test('a socket that its process left behind is removed', async t => {
  const path = join(shortFolder(t), 's')
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', script], { env: {} }), 'exit')
  t.equal(existsSync(path), true)
  t.equal(await clearStaleSocket(path), true)
  t.equal(existsSync(path), false)
})

t.test('a socket on which somebody listens stays', async t => {
  const path = join(shortFolder(t), 's')
  const server = createServer(socket => socket.destroy()).listen(path)
  t.teardown(() => server.close())
  await once(server, 'listening')
  t.equal(await clearStaleSocket(path), false)
  t.equal(existsSync(path), true)
})

t.test('what is no socket stays, whatever a damaged record says', async t => {
  const folder = shortFolder(t)
  const file = join(folder, 'thesis.txt')
  writeFileSync(file, 'years of work')
  symlinkSync(file, join(folder, 'link'))
  for (const path of [file, join(folder, 'link'), folder]) {
    t.equal(await clearStaleSocket(path), false, path)
    t.equal(existsSync(path), true)
  }
})

/** A socket's path must be short. */
function shortFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'stale-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
