import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { systemClock } from '../../src/host/clock.js'
import { EditorsSocket } from '../../src/relay/editors-socket.js'
import { Relay } from '../../src/relay/relay.js'
import { connectTo, serveGopls, speakLsp } from '../fake-gopls/served-gopls.js'
import { eventually } from '../host/eventually.js'
import { stopProcess } from '../host/stop-process.js'
import { findRealGopls } from '../real/real-gopls.js'
import { JsonPeer } from './json-peer.js'
import { HandSupervision, leaseOf, openSession } from './opened-session.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''
const onDisk = 'package a\n\nfunc Old() {}\n'
const edited = 'package a\n\n// New is it: 漢🚀.\nfunc New(n int) string { return "" }\n\nvar V = New(1)\n'
const position = { line: 5, character: 9 }

/** Real gopls, started one after another as they are leased: each on a socket of its own. */
function leaseReal(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const served: ReturnType<typeof serveGopls>[] = []
  const socketPath = (generation: number) => join(folder, String(generation))
  const supervision = new HandSupervision(async ({ lost }) => {
    if (lost !== 'ordered') served.push(serveGopls(t, gopls, socketPath(served.length + 1)))
    const path = socketPath(served.length)
    ;(await connectTo(path)).end()
    return leaseOf(path, served.length)
  })
  return { supervision, served, socketPath }
}

async function edit(
  t: Test,
  editor: JsonPeer,
  isAnswered?: (method: string) => boolean,
): Promise<{ readonly uri: string; readonly folder: string }> {
  const folder = t.testdir({ 'go.mod': 'module example.test/a\n\ngo 1.20\n', 'a.go': onDisk })
  const rootUri = pathToFileURL(folder).href
  const uri = `${rootUri}/a.go`
  answerAll(editor, isAnswered)
  await editor.ask('init', 'initialize', {
    processId: null,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'a' }],
    capabilities: {
      workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
      window: { workDoneProgress: true },
    },
  })
  editor.say({ method: 'initialized', params: {} })
  const textDocument = { uri, languageId: 'go', version: 1, text: onDisk }
  editor.say({ method: 'textDocument/didOpen', params: { textDocument } })
  editor.say({
    method: 'textDocument/didChange',
    params: { textDocument: { uri, version: 2 }, contentChanges: [{ text: edited }] },
  })
  return { uri, folder }
}

/** Whatever gopls asks. */
function answerAll(editor: JsonPeer, isAnswered: (method: string) => boolean = () => true): void {
  void editor
    .next(({ method, id }) => method !== undefined && id !== undefined && isAnswered(method))
    .then(({ id, method }) => {
      editor.say({ id: id ?? null, result: method === 'workspace/configuration' ? [{}] : null })
      answerAll(editor, isAnswered)
    })
}

const newHover = { result: { contents: { value: /func New\(n int\) string[\s\S]*漢🚀/ } } }

t.test('a hover that waits while gopls is killed is answered by the next one', { skip }, async t => {
  const { supervision, served } = leaseReal(t)
  const { editor, session } = openSession(t, supervision)
  const { uri } = await edit(t, editor)
  const params = { textDocument: { uri }, position }
  t.match(await editor.ask(1, 'textDocument/hover', params), newHover)
  await stopProcess(Number(served[0]?.child.pid))
  editor.say({ id: 2, method: 'textDocument/hover', params })
  editor.say({ id: 3, method: 'workspace/executeCommand', params: { command: 'gopls.tidy' } })
  await eventually(() => Promise.resolve(session.view().pending === 2 ? true : undefined))
  served[0]?.child.kill('SIGKILL')
  t.match(await editor.answerTo(2), newHover)
  t.match(await editor.answerTo(3), { error: { code: -32803, message: /may be done/ } })
  t.equal(served.length, 2)
  t.match(
    supervision.notes.find(({ kind }) => kind === 'replayed'),
    { requests: 1, refused: 1 },
  )
})

t.test('a blocked session goes on beside itself on the same gopls when it is told to', { skip }, async t => {
  const { supervision, served } = leaseReal(t)
  const { editor, session } = openSession(t, supervision)
  let isFirst = true
  const { uri } = await edit(t, editor, method => {
    const isOwed = isFirst && method === 'workspace/configuration'
    if (isOwed) isFirst = false
    return !isOwed
  })
  editor.say({ id: 2, method: 'textDocument/hover', params: { textDocument: { uri }, position } })
  await eventually(() => Promise.resolve(session.view().conversation.awaitsClient ?? undefined))
  session.order({ kind: 'reconnect', session: 'test', reason: 'blocked' })
  t.match(await editor.answerTo(2), newHover)
  t.equal(served.length, 1)
  t.equal(served[0]?.child.exitCode, null, 'the process lives')
})

t.test('an editor that leaves is one client less at gopls, which lives on', { skip }, async t => {
  const { supervision, served, socketPath } = leaseReal(t)
  const { editor, toRelay, session } = openSession(t, supervision)
  await edit(t, editor)
  const watcher = speakLsp(await connectTo(socketPath(1)))
  t.teardown(() => watcher.end())
  const count = async () =>
    (await watcher.sendRequest<{ clients: unknown[] }>('gopls/sessions')).clients.length
  const before = await count()
  toRelay.end()
  t.equal(await session.ended, 0)
  await eventually(async () => ((await count()) === before - 1 ? true : undefined))
  t.equal(served[0]?.child.exitCode, null)
})

t.test(
  'an editor that does not answer workspace/configuration gets its hover all the same',
  { skip },
  async t => {
    const { supervision, served } = leaseReal(t)
    supervision.terms = { ...supervision.terms, clientReplyTimeoutMs: 50 }
    const { editor } = openSession(t, supervision)
    answerAll(editor, method => method !== 'workspace/configuration')
    const folder = t.testdir({ 'go.mod': 'module example.test/a\n\ngo 1.20\n', 'a.go': edited })
    const rootUri = pathToFileURL(folder).href
    await editor.ask('init', 'initialize', { rootUri, capabilities: { workspace: { configuration: true } } })
    editor.say({ method: 'initialized', params: {} })
    const params = { textDocument: { uri: `${rootUri}/a.go` }, position }
    t.match(await editor.ask(1, 'textDocument/hover', params), newHover)
    t.equal(served.length, 1)
    t.ok(
      supervision.notes.some(
        note => note.kind === 'answered-for-editor' && note.method === 'workspace/configuration',
      ),
    )
  },
)

t.test('gopls -remote is a client like any other', { skip }, async t => {
  const { supervision } = leaseReal(t)
  const relay = new Relay({
    goplsArgs: [],
    environment: {},
    openConnection: ({ socketPath }) => connect(socketPath),
    clock: systemClock,
    trace: undefined,
  })
  t.teardown(() => relay.close())
  const folder = mkdtempSync(join(tmpdir(), 'relay-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'front')
  const listening = await EditorsSocket.listen(path, undefined, socket =>
    relay.open({ source: socket, sink: socket }, supervision),
  )
  if (!listening.ok) throw new Error(listening.detail)
  const { socket } = listening
  t.teardown(() => socket.close())
  const child = spawn(gopls, [`-remote=unix;${path}`], { stdio: ['pipe', 'pipe', 'ignore'] })
  t.teardown(() => child.kill('SIGKILL'))
  const editor = new JsonPeer(child.stdout, child.stdin)
  const { uri } = await edit(t, editor)
  t.match(await editor.ask(1, 'textDocument/hover', { textDocument: { uri }, position }), newHover)
  t.equal((await relay.views()).length, 1)
  child.stdin.end()
  await once(child, 'exit')
})
