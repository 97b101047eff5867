import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { sessionLimits } from '../../src/relay/session-limits.js'
import { connectTo, serveGopls, speakLsp } from '../fake-gopls/served-gopls.js'
import { eventually } from '../host/eventually.js'
import { findRealGopls } from '../real/real-gopls.js'
import type { JsonPeer, Message } from './json-peer.js'
import { HandSupervision, leaseOf, type OpenedSession, openSession } from './opened-session.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''
const position = { line: 2, character: 6 }

const textOf = (revision: number) =>
  `package a\n\nfunc Now${revision}() string { return undefined${revision} }\n`

t.test(
  'an editor that hovers and types without a pause does not notice that its gopls is another',
  {
    skip,
  },
  async t => {
    const { opened, uri, socketPaths, order } = await startMoving(t)
    const { editor, session } = opened
    const watchers = await Promise.all(socketPaths.map(async path => speakLsp(await connectTo(path))))
    t.teardown(() => {
      for (const watcher of watchers) watcher.end()
    })
    const countClients = async (nth: number): Promise<number> => {
      const answer = await watchers[nth]?.sendRequest<{ clients: unknown[] }>('gopls/sessions')
      return answer?.clients.length ?? Number.NaN
    }
    const before = [await countClients(0), await countClients(1)]

    const tookMs: number[] = []
    const wrong: Message[] = []
    let revision = 0
    const hover = async (): Promise<void> => {
      revision += 1
      change(editor, uri, revision)
      const askedAtMs = performance.now()
      const params = { textDocument: { uri }, position }
      const answer = await editor.ask(revision, 'textDocument/hover', params)
      if (!JSON.stringify(answer).includes(`func Now${revision}()`)) wrong.push(answer)
      tookMs.push(performance.now() - askedAtMs)
    }
    for (let times = 0; times < 20; times += 1) await hover()
    const usualMs = Math.max(...tookMs.splice(0))
    order()
    while (session.view().current?.generation !== 2) await hover()
    const whileMovingMs = Math.max(...tookMs)
    const hovers = tookMs.length
    for (let times = 0; times < 20; times += 1) await hover()
    const longestMs = Math.max(...tookMs)
    t.comment(
      `longest hover: ${usualMs.toFixed(1)} ms before, ${whileMovingMs.toFixed(1)} ms of ${hovers} while it moved, ${longestMs.toFixed(1)} ms to the end`,
    )
    t.same(wrong, [], `all ${revision} answers are of the text at their time`)
    t.ok(hovers > 5, `${hovers} hovers were answered while it moved`)

    t.match(await lastDiagnostics(editor, uri, revision), [{ message: `undefined: undefined${revision}` }])
    t.same(
      editor.heard.filter(({ error }) => error),
      [],
    )
    t.equal(editor.heard.filter(({ method }) => method === 'client/registerCapability').length, 1)
    await eventually(async () => ((await countClients(0)) === (before[0] ?? 0) - 1 ? true : undefined))
    t.equal(await countClients(1), (before[1] ?? 0) + 1)
    const moves = opened.supervision.notes.filter(({ kind }) => kind === 'moved')
    t.match(moves, [{ to: { instance: 'one', generation: 2 } }])
    t.equal(opened.supervision.asked.length, 1, 'no lease was asked for')
  },
)

t.test('for comparison: what a hover waits when gopls is stopped first', { skip }, async t => {
  const { opened, uri, served } = await startMoving(t)
  const { editor } = opened
  change(editor, uri, 1)
  const params = { textDocument: { uri }, position }
  const right = { result: { contents: { value: /func Now1\(\) string/ } } }
  t.match(await editor.ask('warm', 'textDocument/hover', params), right)
  served[0]?.child.kill('SIGTERM')
  await served[0]?.ended
  const askedAtMs = performance.now()
  t.match(await editor.ask('cold', 'textDocument/hover', params), right)
  t.comment(`stop first, the next one listening already: ${(performance.now() - askedAtMs).toFixed(1)} ms`)
})

function change(editor: JsonPeer, uri: string, revision: number): void {
  editor.say({
    method: 'textDocument/didChange',
    params: { textDocument: { uri, version: revision + 1 }, contentChanges: [{ text: textOf(revision) }] },
  })
}

/** As soon as they speak of this revision. */
async function lastDiagnostics(editor: JsonPeer, uri: string, revision: number): Promise<unknown> {
  return eventually(async () => {
    const published = editor.heard.findLast(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' && (params as { uri: string }).uri === uri,
    )
    const text = JSON.stringify(published?.params ?? null)
    return text.includes(`undefined${revision}"`)
      ? (published?.params as { readonly diagnostics: unknown } | undefined)?.diagnostics
      : undefined
  })
}

interface MovingSession {
  readonly opened: OpenedSession & { readonly supervision: HandSupervision }
  readonly uri: string
  readonly served: readonly ReturnType<typeof serveGopls>[]
  readonly socketPaths: readonly string[]
  readonly order: () => void
}

/** An editor with a document open, on the first of two real gopls that are there. */
async function startMoving(t: Test): Promise<MovingSession> {
  const sockets = mkdtempSync(join(tmpdir(), 'move-'))
  t.teardown(() => rmSync(sockets, { recursive: true, force: true }))
  const socketPaths = ['1', '2'].map(name => join(sockets, name))
  const served = socketPaths.map(path => serveGopls(t, gopls, path))
  for (const path of socketPaths) (await connectTo(path)).end()
  const [first = '', second = ''] = socketPaths
  const supervision = new HandSupervision(({ lost }) => leaseOf(lost ? second : first, lost ? 2 : 1))
  const limits = { ...sessionLimits, settleMs: 1_500 }
  const opened = { ...openSession(t, supervision, { limits }), supervision }
  const folder = t.testdir({ 'go.mod': 'module example.test/a\n\ngo 1.20\n', 'a.go': textOf(0) })
  const rootUri = pathToFileURL(folder).href
  const uri = `${rootUri}/a.go`
  await open(opened.editor, rootUri, uri)
  return {
    opened,
    uri,
    served,
    socketPaths,
    order: () =>
      opened.session.order({
        kind: 'move',
        session: 'test',
        to: { instance: 'one', generation: 2, socketPath: second },
      }),
  }
}

async function open(editor: JsonPeer, rootUri: string, uri: string): Promise<void> {
  answerAll(editor)
  await editor.ask('init', 'initialize', {
    processId: null,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'a' }],
    initializationOptions: { diagnosticsDelay: '10ms' },
    capabilities: {
      workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
      window: { workDoneProgress: true },
    },
  })
  editor.say({ method: 'initialized', params: {} })
  editor.say({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'go', version: 1, text: textOf(0) } },
  })
}

/** Whatever gopls asks. */
function answerAll(editor: JsonPeer): void {
  const isAsked = ({ method, id }: Message): boolean => method !== undefined && id !== undefined
  void editor.next(isAsked).then(({ id, method }) => {
    editor.say({ id: id ?? null, result: method === 'workspace/configuration' ? [{}] : null })
    answerAll(editor)
  })
}
