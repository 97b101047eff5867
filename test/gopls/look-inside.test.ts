import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { compareStacks } from '../../src/core/stacks.js'
import { lookInside } from '../../src/gopls/look-inside.js'
import { readMessages, writeMessage } from '../fake-gopls/lsp-frames.js'
import { connectTo, serveGopls, speakLsp } from '../fake-gopls/served-gopls.js'
import { eventually } from '../host/eventually.js'
import { openEditor } from '../real/open-editor.js'
import { findRealGopls } from '../real/real-gopls.js'
import { frame, listenAs } from './listen-as.js'
import { serveDumps } from './serve-dumps.js'

const patientMs = 30_000
const shortMs = 1_000
const real = await findRealGopls()

t.test('the real gopls gives its stacks, again and again, and lives on', { skip: real.skip }, async t => {
  const socketPath = await serveReal(t)
  const dumps: string[] = []
  // The question for the debug server may still be under way when a dump is taken.
  await eventually(async () => {
    const dump = await lookInside(socketPath, patientMs)
    if (!dump.ok) throw new Error(dump.reason)
    t.match(dump.goroutines, /^golang\.org\/x\/tools\/gopls\/internal\/cmd\.\(\*Serve\)\.Run/m)
    dumps.push(dump.goroutines)
    return dumps.length > 2 && compareStacks(dumps[0] ?? '', dump.goroutines) === 'idle' ? true : undefined
  })
  t.ok(await speakLsp(await connectTo(socketPath)).sendRequest('gopls/sessions'))
})

t.test(
  'of a real gopls with a session that is blocked for good the stacks say that it is stuck',
  { skip: real.skip },
  async t => {
    const socketPath = await serveReal(t)
    const editor = await openEditor(t, socketPath)
    await editor.hover()
    const pipe = join(editor.folder, 'pipe.go')
    execFileSync('mkfifo', [pipe])
    const changes = [{ uri: pathToFileURL(pipe).href, type: 1 }]
    await editor.rpc.sendNotification('workspace/didChangeWatchedFiles', { changes })
    editor.hover().catch(() => undefined)
    const dump = async (): Promise<string> => {
      const result = await lookInside(socketPath, patientMs)
      return result.ok ? result.goroutines : result.reason
    }
    const first = await eventually(async () => {
      const text = await dump()
      return /DidChangeWatchedFiles/.test(text) ? text : undefined
    })
    t.equal(compareStacks(first, await dump()), 'stuck')
  },
)

t.test('the connection is ended as gopls wants it', async t => {
  const { socketPath, asked } = await serveDumps(t, (_request, response) =>
    response.end('goroutine 1 [select]:'),
  )
  t.strictSame(await lookInside(socketPath, patientMs), {
    ok: true,
    goroutines: 'goroutine 1 [select]:',
  })
  t.strictSame(asked, ['workspace/executeCommand', 'shutdown'])
})

t.test('where nobody listens there is no connection', async t => {
  t.strictSame(await lookInside('/nowhere/s', patientMs), { ok: false, reason: 'no-connection' })
})

const silences: readonly (readonly [string, (write: (text: string) => void) => void])[] = [
  ['says nothing', () => undefined],
  ['says what is no LSP', write => write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['answers something else', write => write(frame({ jsonrpc: '2.0', id: 99, result: null }))],
]
for (const [name, act] of silences)
  t.test(`one that ${name} is given up after the time limit`, async t => {
    const socketPath = await listenAs(
      t,
      socket => void socket.once('data', () => act(text => socket.write(text))),
    )
    t.strictSame(await lookInside(socketPath, shortMs), { ok: false, reason: 'no-answer' })
  })

t.test('one that will not open its debug server refuses', async t => {
  const socketPath = await listenAs(t, socket =>
    readMessages(socket, ({ id }) =>
      writeMessage(socket, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } }, () => undefined),
    ),
  )
  t.strictSame(await lookInside(socketPath, patientMs), { ok: false, reason: 'refused' })
})

t.test('one that closes the connection right after its answer is a failure like any other', async t => {
  const socketPath = await listenAs(t, socket =>
    readMessages(socket, ({ id }) =>
      writeMessage(socket, { jsonrpc: '2.0', id, result: { URLs: ['http://127.0.0.1:1'] } }, () =>
        socket.destroy(),
      ),
    ),
  )
  t.strictSame(await lookInside(socketPath, shortMs), { ok: false, reason: 'no-answer' })
})

t.test('a debug server that answers with a page for people gives no stacks', async t => {
  const { socketPath } = await serveDumps(t, (_request, response) => response.end('<html>gopls</html>'))
  t.strictSame(await lookInside(socketPath, patientMs), { ok: false, reason: 'refused' })
})

t.test('a debug server that stops in the midst of it gives no stacks', async t => {
  const { socketPath } = await serveDumps(
    t,
    (_request, response) => void response.write('goroutine 1 [select]:'),
  )
  t.strictSame(await lookInside(socketPath, shortMs), { ok: false, reason: 'no-answer' })
})

t.test('a debug server that wants another protocol gives no stacks', async t => {
  const { socketPath } = await serveDumps(t, (_request, response) => {
    response.writeHead(101, { connection: 'upgrade', upgrade: 'other' }).end()
  })
  t.strictSame(await lookInside(socketPath, patientMs), { ok: false, reason: 'no-answer' })
})

t.test('a dump without end is cut off', async t => {
  const piece = 'goroutine 1 [select]:\n'.repeat(50_000)
  const { socketPath } = await serveDumps(t, (_request, response) => {
    const write = (): void => {
      while (response.write(piece));
    }
    response.on('drain', write)
    write()
  })
  t.strictSame(await lookInside(socketPath, patientMs), { ok: false, reason: 'too-large' })
})

async function serveReal(t: Test): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'dump-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 's')
  serveGopls(t, real.binary?.path ?? '', socketPath)
  await connectTo(socketPath)
  return socketPath
}
