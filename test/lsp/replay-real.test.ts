import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { describeEvidence } from '../../src/lsp/session-evidence.js'
import { connectTo, serveGopls } from '../fake-gopls/served-gopls.js'
import { findRealGopls } from '../real/real-gopls.js'
import { JournalledSession } from './journalled-session.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''

const onDisk = 'package a\n\n// Old was here.\nfunc Old() {}\n'
const edited = 'package a\n\n// New is it: 漢🚀.\nfunc New(n int) string { return "" }\n\nvar V = New(1)\n'
const hoverOnCall = { position: { line: 5, character: 9 } }

t.test(
  'a session replayed on a fresh connection hovers over the edited text as before',
  { skip },
  async t => {
    const { socketPath, uri, session } = await startEditing(t)
    const textDocument = { uri }
    const before = await session.ask('textDocument/hover', { textDocument, ...hoverOnCall })
    t.match(before, { contents: { value: /func New\(n int\) string[\s\S]*New is it: 漢🚀\./ } })
    t.same(session.journal.toldToGopls.documents, [{ uri, languageId: 'go', version: 4, text: edited }])

    await session.lose()
    const startedMs = performance.now()
    const { plan, changed } = await session.resume(await connectTo(socketPath))
    t.same(changed, [], 'the same gopls answers initialize the same')
    t.same(plan.unknownDocuments, [])
    t.same(await session.ask('textDocument/hover', { textDocument, ...hoverOnCall }), before)
    t.comment(`hover ${Math.round(performance.now() - startedMs)} ms after the connection was gone`)
    t.match(describeEvidence(session.journal, performance.now()), { pending: null, lastAnswerAgeMs: Number })
  },
)

t.test('a hover in flight is answered under its id, and editing goes on', { skip }, async t => {
  const { socketPath, uri, session } = await startEditing(t)
  const textDocument = { uri }
  const before = await session.ask('textDocument/hover', { textDocument, ...hoverOnCall })
  const { id, answer } = session.beginToAsk('textDocument/hover', { textDocument, ...hoverOnCall })
  const tidy = session.beginToAsk('workspace/executeCommand', {
    command: 'gopls.tidy',
    arguments: [{ URIs: [] }],
  })
  await session.lose()
  const { plan } = await session.resume(await connectTo(socketPath))
  t.same(plan.sentIds, [id])
  t.match(await tidy.answer, { id: tidy.id, error: { code: -32803 } })
  t.same((await answer).result, before)

  const { documents } = session.journal.toldToGopls
  const version = Number(documents[0]?.version) + 1
  const range = { start: { line: 3, character: 9 }, end: { line: 3, character: 14 } }
  session.notify('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range, text: 'number int' }],
  })
  t.match(await session.ask('textDocument/hover', { textDocument, ...hoverOnCall }), {
    contents: { value: /func New\(number int\) string/ },
  })
})

async function startEditing(t: Test): Promise<{
  readonly socketPath: string
  readonly uri: string
  readonly session: JournalledSession
}> {
  const folder = t.testdir({ 'go.mod': 'module example.test/a\n\ngo 1.20\n', 'a.go': onDisk })
  // A socket's path must be short.
  const socketFolder = mkdtempSync(join(tmpdir(), 'lsp-'))
  t.teardown(() => rmSync(socketFolder, { recursive: true, force: true }))
  const socketPath = join(socketFolder, 's')
  serveGopls(t, gopls, socketPath)
  const session = new JournalledSession()
  t.teardown(() => session.lose())
  session.open(await connectTo(socketPath))
  session.journal.connectionOpened([], performance.now())
  const uri = pathToFileURL(join(folder, 'a.go')).href
  await beginSession(session, pathToFileURL(folder).href)
  editDocument(session, uri)
  return { socketPath, uri, session }
}

async function beginSession(session: JournalledSession, rootUri: string): Promise<void> {
  const dynamic = { dynamicRegistration: true }
  await session.ask('initialize', {
    processId: null,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: 'a' }],
    capabilities: {
      general: { positionEncodings: ['utf-8', 'utf-16'] },
      workspace: { configuration: true, didChangeWatchedFiles: dynamic, didChangeConfiguration: dynamic },
      window: { workDoneProgress: true },
    },
  })
  session.notify('initialized', {})
  session.notify('workspace/didChangeConfiguration', { settings: {} })
}

/** From what is on disk to `edited`, one change after another; none is saved. */
function editDocument(session: JournalledSession, uri: string): void {
  const steps = [
    [2, 3, 2, 16, 'New is it: 🚀.'],
    [2, 14, 2, 14, '漢'],
    [3, 5, 3, 13, 'New(n int) string { return "" }\n\nvar V = New(1)'],
  ] as const
  session.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'go', version: 1, text: onDisk },
  })
  for (const [index, [startLine, start, endLine, end, text]] of steps.entries())
    session.notify('textDocument/didChange', {
      textDocument: { uri, version: index + 2 },
      contentChanges: [
        {
          range: { start: { line: startLine, character: start }, end: { line: endLine, character: end } },
          text,
        },
      ],
    })
}
