import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { compareStacks } from '../../src/core/stacks.js'
import { type InsideView, lookInside, parseHeapInUse, readDebugUrl } from '../../src/gopls/look-inside.js'
import { readMessages, writeMessage } from '../fake-gopls/lsp-frames.js'
import { connectTo, serveGopls, speakLsp } from '../fake-gopls/served-gopls.js'
import { eventually } from '../host/eventually.js'
import { openEditor } from '../real/open-editor.js'
import { findRealGopls } from '../real/real-gopls.js'
import { frame, listenAs } from './listen-as.js'
import { serveDumps } from './serve-dumps.js'

const patientMs = 30_000
const shortMs = 200
const real = await findRealGopls()

t.test('the real gopls gives its stacks, again and again, and lives on', { skip: real.skip }, async t => {
  const socketPath = await serveReal(t)
  const dumps: string[] = []
  // The question for the debug server may still be under way when a dump is taken.
  await eventually(async () => {
    const dump = await lookInside(socketPath, patientMs)
    if (!dump.ok) throw new Error(dump.reason)
    t.match(dump.view.goroutines, /^golang\.org\/x\/tools\/gopls\/internal\/cmd\.\(\*Serve\)\.Run/m)
    t.ok((dump.view.heapInUseBytes ?? 0) > 1_000_000, 'and tells of its heap')
    dumps.push(dump.view.goroutines)
    return dumps.length > 2 && compareStacks(dumps[0] ?? '', dump.view.goroutines) === 'idle'
      ? true
      : undefined
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
      return result.ok ? result.view.goroutines : result.reason
    }
    const first = await eventually(async () => {
      const text = await dump()
      return /DidChangeWatchedFiles/.test(text) ? text : undefined
    })
    t.equal(compareStacks(first, await dump()), 'stuck')
    const { view } = (await lookInside(socketPath, patientMs)) as { readonly view: InsideView }
    const placeOfGo = /^[\w/]+\.[^ ]+(?:, called by \w+\.[^ ]+)?$/
    t.match(view.heapUsers[0], { place: placeOfGo, bytes: Number }, 'and who holds its heap')
  },
)

t.test('the connection is ended as gopls wants it', async t => {
  const { socketPath, asked } = await serveDumps(t, (_request, response) =>
    response.end('goroutine 1 [select]:'),
  )
  t.strictSame(await lookInside(socketPath, patientMs), {
    ok: true,
    view: { goroutines: 'goroutine 1 [select]:', heapInUseBytes: null, heapUsers: [] },
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
  t.test(`one that ${name} costs the time limit, no more`, async t => {
    const socketPath = await listenAs(
      t,
      socket => void socket.once('data', () => act(text => socket.write(text))),
    )
    const beganMs = performance.now()
    t.strictSame(await lookInside(socketPath, shortMs), { ok: false, reason: 'no-answer' })
    t.ok(performance.now() - beganMs < 10 * shortMs)
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

for (const [text, bytes] of [
  ['heap profile: 1: 2 [3: 4] @ heap/1048576\n\n# runtime.MemStats\n# HeapInuse = 3571712\n', 3_571_712],
  ['heap profile: 1: 2 [3: 4] @ heap/1048576\n', null],
  ['<html>HeapInuse = 7</html>', null],
] as const)
  t.test(`a heap profile of ${text.length} letters says ${bytes}`, async t => {
    t.equal(parseHeapInUse(text), bytes)
  })

const urls: readonly (readonly [unknown, string | undefined])[] = [
  [{ URLs: ['http://127.0.0.1:4000'] }, 'http://127.0.0.1:4000/'],
  [{ URLs: ['http://localhost:4000'] }, 'http://localhost:4000/'],
  [{ URLs: ['http://[::1]:4000'] }, 'http://[::1]:4000/'],
  [{ URLs: ['http://192.0.2.7:4000'] }, undefined],
  [{ URLs: ['http://127.0.0.1.example.com:4000'] }, undefined],
  [{ URLs: ['http://127.0.0.1@example.com'] }, undefined],
  [{ URLs: ['https://127.0.0.1:4000'] }, undefined],
  [{ URLs: ['file:///etc/passwd'] }, undefined],
  [{ URLs: ['nonsense'] }, undefined],
  [{ URLs: [7] }, undefined],
  [{ URLs: [] }, undefined],
  [{ URLs: 'http://127.0.0.1:4000' }, undefined],
  [{}, undefined],
  [null, undefined],
  ['http://127.0.0.1:4000', undefined],
]
for (const [answer, url] of urls)
  t.test(`of ${JSON.stringify(answer)} ${url ?? 'nothing'} is asked`, async t => {
    t.equal(readDebugUrl(answer)?.href, url)
  })

async function serveReal(t: Test): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'dump-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 's')
  serveGopls(t, real.binary?.path ?? '', socketPath)
  await connectTo(socketPath)
  return socketPath
}
