import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { verifyGopls } from '../../src/gopls/verify.js'
import { findRealGopls } from '../real/real-gopls.js'
import { installFakeGopls } from './install-fake-gopls.js'
import { connectTo, serveGopls, speakLsp } from './served-gopls.js'

interface Sessions {
  readonly currentClientID: string
  readonly clients: readonly { readonly sessionID: string }[]
}

const real = await findRealGopls()

t.test('the fake', t => checkGopls(t, installFakeGopls(t).path))
t.test('the real gopls', { skip: real.skip }, t => checkGopls(t, real.binary?.path ?? ''))

function checkGopls(t: Test, path: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'served-'))
  t.teardown(() => rmSync(scratch, { recursive: true, force: true }))
  let socketCount = 0
  const newSocketPath = () => join(scratch, `${String(++socketCount)}.sock`)

  t.test('is accepted as a gopls by its answer to `version`', async t => {
    const result = await verifyGopls({ path, source: 'path' }, { environment: process.env })
    t.match(result, { ok: true, binary: { version: /^(v\d+\.\d+\.\d+|\(devel\))/ } })
  })

  t.test('answers gopls/sessions before initialize, and shows every connection', async t => {
    const socketPath = newSocketPath()
    serveGopls(t, path, socketPath)
    const first = speakLsp(await connectTo(socketPath))

    const alone = await first.sendRequest<Sessions>('gopls/sessions')
    t.strictSame(Object.keys(alone), ['logfile', 'debugAddr', 'goplsPath', 'currentClientID', 'clients'])
    t.strictSame(alone.clients, [{ sessionID: alone.currentClientID, logfile: '', debugAddr: '' }])

    const second = speakLsp(await connectTo(socketPath))
    const other = await second.sendRequest<Sessions>('gopls/sessions')
    t.equal(other.clients.length, 2)
    t.not(other.currentClientID, alone.currentClientID)
  })

  t.test('answers shutdown with null and an unknown method with MethodNotFound', async t => {
    const socketPath = newSocketPath()
    serveGopls(t, path, socketPath)
    const connection = speakLsp(await connectTo(socketPath))
    await t.rejects(connection.sendRequest('no/such'), {
      code: -32601,
      message: 'JSON RPC method not found: "no/such"',
    })
    t.equal(await connection.sendRequest('shutdown'), null)
  })

  t.test('closes a connection that does not speak LSP, and stays', async t => {
    const socketPath = newSocketPath()
    const { child } = serveGopls(t, path, socketPath)
    const socket = await connectTo(socketPath)
    socket.resume().write('GET / HTTP/1.1\r\n\r\n')
    await once(socket, 'close')
    const sessions = await speakLsp(await connectTo(socketPath)).sendRequest<Sessions>('gopls/sessions')
    t.ok(sessions.currentClientID)
    t.equal(child.exitCode, null)
  })

  t.test('exits 2 when the address is in use', async t => {
    const socketPath = newSocketPath()
    serveGopls(t, path, socketPath)
    await connectTo(socketPath)
    const second = await serveGopls(t, path, socketPath).ended
    t.match(second, { exitCode: 2, signal: null, stderr: 'bind: address already in use\n' })
  })

  t.test('dies of SIGTERM, leaves its socket behind, and the next one exits 2 because of it', async t => {
    const socketPath = newSocketPath()
    const { child, ended } = serveGopls(t, path, socketPath)
    await connectTo(socketPath)
    child.kill('SIGTERM')
    t.match(await ended, { exitCode: null, signal: 'SIGTERM' })
    t.ok(existsSync(socketPath))
    const next = await serveGopls(t, path, socketPath).ended
    t.match(next, { exitCode: 2, stderr: 'bind: address already in use\n' })
  })

  t.test('exits 2 as idle when nobody came, and takes its socket with it', async t => {
    const socketPath = newSocketPath()
    const end = await serveGopls(t, path, socketPath, ['-listen.timeout=200ms']).ended
    t.match(end, { exitCode: 2, signal: null, stderr: 'gopls: timed out waiting for new connections\n' })
    t.notOk(existsSync(socketPath))
  })

  t.test('becomes idle only when the last connection is gone', async t => {
    const socketPath = newSocketPath()
    const { ended } = serveGopls(t, path, socketPath, ['-listen.timeout=1s'])
    const socket = await connectTo(socketPath)
    const connection = speakLsp(socket)
    await connection.sendRequest('gopls/sessions')
    const closedAtMs = performance.now()
    socket.destroy()
    t.match(await ended, { exitCode: 2, stderr: 'timed out waiting for new connections' })
    t.ok(performance.now() - closedAtMs >= 900)
  })

  t.test('closes held connections when it is killed', async t => {
    const socketPath = newSocketPath()
    const { child } = serveGopls(t, path, socketPath)
    const socket = await connectTo(socketPath)
    await speakLsp(socket).sendRequest('gopls/sessions')
    const closed = once(socket, 'close')
    child.kill('SIGKILL')
    await t.resolves(closed)
  })

  t.end()
}
