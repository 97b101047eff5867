import t from 'tap'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { SessionScript } from './session-script.js'

const uri = 'file:///w/a.go'
const textDocument = { uri, languageId: 'go', version: 1, text: 'package a\n' }
const change = {
  textDocument: { uri, version: 1 },
  contentChanges: [
    { range: { start: { line: 0, character: 8 }, end: { line: 0, character: 9 } }, text: 'b' },
  ],
}

t.test('the beginning of a session is kept, with what gopls answered', async t => {
  const { journal, script } = startSession()
  const params = { rootUri: 'file:///w', capabilities: {} }
  script.begin(params, { capabilities: { positionEncoding: 'utf-8' }, serverInfo: { name: 'gopls' } })
  t.match(journal.toldToGopls, {
    initialized: true,
    initialize: { id: 'initialize', params, answer: { result: { serverInfo: { name: 'gopls' } } } },
    positionEncoding: 'utf-8',
    folders: [{ uri: 'file:///w', name: 'w' }],
    foldersChanged: false,
  })
})

t.test('an initialize that gopls refused is forgotten, and a second one changes nothing', async t => {
  const { journal, script } = startSession()
  script.asks('editor', 1, 'initialize', { rootUri: 'file:///x' })
  script.refuses('gopls', 1)
  t.equal(journal.toldToGopls.initialize, undefined)
  script.begin({ rootUri: 'file:///w' })
  script.asks('editor', 2, 'initialize', { rootUri: 'file:///y' })
  script.refuses('gopls', 2)
  t.match(journal.toldToGopls.initialize, { params: { rootUri: 'file:///w' }, answer: {} })
})

t.test('documents are as the editor has them; saving changes nothing', async t => {
  const { journal, script } = startSession()
  script.notifies('editor', 'textDocument/didOpen', { textDocument })
  script.notifies('editor', 'textDocument/didChange', change)
  script.notifies('editor', 'textDocument/didSave', { textDocument: { uri }, text: 'something else' })
  t.same(journal.toldToGopls.documents, [{ uri, languageId: 'go', version: 2, text: 'package b\n' }])
  script.notifies('editor', 'textDocument/didClose', { textDocument: { uri } })
  t.same(journal.toldToGopls.documents, [])
})

t.test('configuration, folders and trace are the last ones', async t => {
  const { journal, script } = startSession()
  const [a, b, c] = ['a', 'b', 'c'].map(name => ({ uri: `file:///${name}`, name }))
  script.begin({ workspaceFolders: [a, b], rootUri: 'file:///a' })
  script.notifies('editor', 'workspace/didChangeConfiguration', { settings: 1 })
  script.notifies('editor', 'workspace/didChangeConfiguration', { settings: 2 })
  script.notifies('editor', 'workspace/didChangeWorkspaceFolders', { event: { added: [c], removed: [a] } })
  script.notifies('editor', 'workspace/didChangeWorkspaceFolders', { event: { added: [b] } })
  script.notifies('editor', '$/setTrace', { value: 'verbose' })
  t.match(journal.toldToGopls, {
    configuration: { settings: 2 },
    folders: [c, b],
    foldersChanged: true,
    trace: 'verbose',
  })
})

t.test('a request is pending until its answer, which names it', async t => {
  const { journal, script } = startSession()
  script.begin()
  script.asks('editor', 1, 'textDocument/hover')
  script.asks('editor', '1', 'textDocument/definition')
  t.equal(script.answers('gopls', 1).answered?.method, 'textDocument/hover')
  t.equal(script.answers('gopls', 1).answered, undefined, "a second answer is nobody's")
  t.equal(script.refuses('gopls', '1').answered?.method, 'textDocument/definition')
  t.equal(journal.fromEditor.size, 0)
})

t.test('a read is kept whole; what has effects only until it is sent', async t => {
  const { journal, script } = startSession()
  const bodies = (): unknown =>
    [...journal.fromEditor.values()].map(({ method, effects, body }) => [method, effects, body !== undefined])
  const ask = (): void => {
    script.asks('editor', 1, 'textDocument/hover')
    script.asks('editor', 2, 'workspace/executeCommand', { command: 'gopls.tidy' })
    script.asks('editor', 3, 'workspace/executeCommand', { command: 'gopls.views' })
    script.asks('editor', 4, 'custom/unknown')
  }
  ask()
  t.same(bodies(), [
    ['textDocument/hover', false, true],
    ['workspace/executeCommand', true, true],
    ['workspace/executeCommand', false, true],
    ['custom/unknown', true, true],
  ])
  journal.connectionOpened([1, 2, 3, 4], 10)
  t.same(bodies(), [
    ['textDocument/hover', false, true],
    ['workspace/executeCommand', true, false],
    ['workspace/executeCommand', false, true],
    ['custom/unknown', true, false],
  ])
})

t.test('a kept body does not hold on to the chunk that it came in', async t => {
  const { journal, script } = startSession()
  const body = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"}')
  const chunk = Buffer.concat([body, Buffer.alloc(65_536)])
  script.says('editor', chunk.subarray(0, body.length))
  const kept = journal.fromEditor.get(1)?.body
  t.same(kept, body)
  t.not(kept?.buffer, chunk.buffer)
})

t.test('the end of a connection counts for what was in flight, and voids what gopls asked', async t => {
  const { journal, script } = startSession()
  script.begin()
  script.asks('editor', 1, 'textDocument/hover')
  script.asks('gopls', 1, 'workspace/configuration', { items: [{}] })
  journal.connectionLost()
  script.asks('editor', 2, 'textDocument/hover')
  journal.connectionLost()
  t.match(
    [...journal.fromEditor.values()],
    [
      { id: 1, deaths: 1, sentAtMs: undefined },
      { id: 2, deaths: 0, sentAtMs: undefined },
    ],
  )
  t.equal(journal.fromGopls.size, 0)
})

t.test('what gopls says aloud comes back read', async t => {
  const { script } = startSession()
  const said = { type: 1, message: 'go: command not found' }
  for (const method of ['window/showMessage', 'window/logMessage'])
    t.same(script.notifies('gopls', method, said).params, said)
})

t.test('a cancelled request is still owed an answer', async t => {
  const { journal, script } = startSession()
  script.asks('editor', 1, 'textDocument/hover')
  script.notifies('editor', '$/cancelRequest', { id: 1 })
  t.match(journal.fromEditor.get(1), { cancelled: true })
  t.ok(script.refuses('gopls', 1).answered)
})

t.test('registrations stand until they are taken back or the editor refuses them', async t => {
  const { journal, script } = startSession()
  const registration = (id: string): object => ({ id, method: 'workspace/didChangeWatchedFiles' })
  script.asks('gopls', 1, 'client/registerCapability', {
    registrations: [registration('a'), registration('b')],
  })
  script.asks('gopls', 2, 'client/registerCapability', { registrations: [registration('c')] })
  script.answers('editor', 1)
  script.refuses('editor', 2)
  script.asks('gopls', 3, 'client/unregisterCapability', { unregisterations: [registration('b')] })
  t.same([...journal.toldToEditor.registrations.keys()], ['a'])
})

t.test('after a new connection, what gopls does not say again is stale', async t => {
  const { journal, script } = startSession()
  const tell = (name: string): void => {
    script.notifies('gopls', '$/progress', { token: name, value: { kind: 'begin', title: '' } })
    script.notifies('gopls', 'textDocument/publishDiagnostics', { uri: name, diagnostics: [{}] })
    script.asks('gopls', name, 'client/registerCapability', { registrations: [{ id: name, method: 'm' }] })
  }
  const stale = (): unknown => {
    const { staleProgress, staleDiagnosticUris, staleRegistrations } = journal.toldToEditor
    return [staleProgress, staleDiagnosticUris, staleRegistrations.map(({ id }) => id)]
  }
  script.begin()
  for (const name of ['again', 'gone', 'over']) tell(name)
  script.notifies('gopls', '$/progress', { token: 'over', value: { kind: 'end' } })
  script.notifies('gopls', 'textDocument/publishDiagnostics', { uri: 'over', diagnostics: [] })
  script.asks('gopls', 9, 'client/unregisterCapability', { unregisterations: [{ id: 'over', method: 'm' }] })
  t.same(stale(), [[], [], []])
  journal.connectionLost()
  tell('again')
  t.same(stale(), [['gone'], ['gone'], ['gone']])
  journal.connectionLost()
  t.same(stale(), [
    ['again', 'gone'],
    ['again', 'gone'],
    ['again', 'gone'],
  ])
})

function startSession(): {
  readonly journal: SessionJournal
  readonly script: SessionScript
} {
  const journal = new SessionJournal()
  return { journal, script: new SessionScript(journal) }
}
