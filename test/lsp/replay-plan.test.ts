import t from 'tap'
import { journalLimits } from '../../src/lsp/journal-limits.js'
import { planReplay } from '../../src/lsp/replay-plan.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { planUnlearning } from '../../src/lsp/unlearning.js'
import { SessionScript } from './session-script.js'

t.test('a fresh gopls is told everything, in the order in which it must hear it', async t => {
  const { journal, script } = startSession()
  script.begin()
  script.asks('editor', 7, 'textDocument/hover', { position: 1 })
  for (const name of ['a', 'b']) open(script, name, 'package x')
  script.notifies('editor', 'workspace/didChangeConfiguration', { settings: {} })
  journal.connectionLost()
  script.notifies('editor', 'textDocument/didChange', {
    textDocument: { uri: 'b', version: 2 },
    contentChanges: [{ text: 'package y' }],
  })
  const { toGopls, sentIds } = planReplay(journal)
  t.same(decode(toGopls), [
    { method: 'initialized', params: {} },
    { method: 'workspace/didChangeConfiguration', params: { settings: {} } },
    { method: 'textDocument/didOpen', params: opened('a', 1, 'package x') },
    { method: 'textDocument/didOpen', params: opened('b', 2, 'package y') },
    { id: 7, method: 'textDocument/hover', params: { position: 1 } },
  ])
  t.same(sentIds, [7])
})

t.test('nothing is told that the editor has not said', async t => {
  const { journal, script } = startSession()
  script.asks('editor', 1, 'initialize')
  const { toGopls, toEditor, sentIds } = planReplay(journal)
  t.same({ toGopls, toEditor, sentIds }, { toGopls: [], toEditor: [], sentIds: [] })
})

const refusals = [
  [
    'with effects, once in flight',
    'workspace/executeCommand',
    { command: 'gopls.tidy' },
    1,
    -32803,
    /may be done/,
  ],
  ['a read in flight at two deaths', 'textDocument/hover', {}, 2, -32803, /suspect request/],
  ['too long to be kept', 'textDocument/hover', { long: 'x'.repeat(2_000) }, 1, -32803, /too long/],
] as const

for (const [name, method, params, deaths, code, message] of refusals)
  t.test(`${name}: answered with an error that says why`, async t => {
    const { journal, script } = startSession()
    script.begin()
    script.asks('editor', 7, method, params)
    for (let death = 1; death <= deaths; death += 1) {
      journal.connectionLost()
      if (death < deaths) journal.connectionOpened(planReplay(journal).sentIds, 0)
    }
    const { toEditor, sentIds } = planReplay(journal)
    t.match(decode(toEditor), [{ id: 7, error: { code, message } }])
    t.same(sentIds, [])
  })

t.test('what was cancelled is not sent again, and answered as cancelled', async t => {
  const { journal, script } = startSession()
  script.begin()
  script.asks('editor', 7, 'textDocument/hover')
  script.notifies('editor', '$/cancelRequest', { id: 7 })
  journal.connectionLost()
  t.match(decode(planReplay(journal).toEditor), [{ id: 7, error: { code: -32800 } }])
})

t.test('a shutdown is granted: it ends the session, whatever became of gopls', async t => {
  const { journal, script } = startSession()
  script.begin()
  script.asks('editor', 7, 'shutdown')
  journal.connectionLost()
  t.match(decode(planReplay(journal).toEditor), [{ id: 7, result: null }])
})

t.test('what has effects but never was in flight is sent', async t => {
  const { journal, script } = startSession()
  script.begin()
  journal.connectionLost()
  script.asks('editor', 7, 'workspace/executeCommand', { command: 'gopls.tidy' })
  t.same(planReplay(journal).sentIds, [7])
})

t.test('open progress is ended, and a document that is not known is named', async t => {
  const { journal, script } = startSession()
  script.begin()
  script.notifies('gopls', '$/progress', { token: 't', value: { kind: 'begin', title: 'Load' } })
  open(script, 'long', 'x'.repeat(2_000))
  journal.connectionLost()
  const plan = planReplay(journal)
  t.match(decode(plan.toEditor), [{ method: '$/progress', params: { token: 't', value: { kind: 'end' } } }])
  t.same(plan.unknownDocuments, ['long'])
  t.notMatch(decode(plan.toGopls), [{ method: 'textDocument/didOpen' }])
  for (const body of plan.toEditor) script.says('gopls', body)
  t.same(planReplay(journal).toEditor, [], 'once')
})

t.test('after the load the editor unlearns what was not said again', async t => {
  const { journal, script } = startSession()
  script.begin()
  for (const uri of ['a', 'b'])
    script.notifies('gopls', 'textDocument/publishDiagnostics', { uri, diagnostics: [{}] })
  const watch = { id: 'watch-3', method: 'workspace/didChangeWatchedFiles', registerOptions: {} }
  script.asks('gopls', 1, 'client/registerCapability', { registrations: [watch] })
  journal.connectionLost()
  script.notifies('gopls', 'textDocument/publishDiagnostics', { uri: 'a', diagnostics: [{}] })
  const { clearedDiagnostics, unregistrations } = planUnlearning(journal.toldToEditor)
  t.same(decode(clearedDiagnostics), [
    { method: 'textDocument/publishDiagnostics', params: { uri: 'b', diagnostics: [] } },
  ])
  t.same(unregistrations, [watch])
})

function startSession(): { readonly journal: SessionJournal; readonly script: SessionScript } {
  const journal = new SessionJournal({
    ...journalLimits,
    pending: { requests: 10, bodyBytes: 1_000 },
    documents: { documents: 10, textUnits: 1_000 },
  })
  return { journal, script: new SessionScript(journal) }
}

function open(script: SessionScript, uri: string, text: string): void {
  script.notifies('editor', 'textDocument/didOpen', opened(uri, 1, text))
}

function opened(uri: string, version: number, text: string): object {
  return { textDocument: { uri, languageId: 'go', version, text } }
}

function decode(bodies: readonly Buffer[]): unknown {
  return bodies.map(body => {
    const { jsonrpc, ...message } = JSON.parse(body.toString()) as Record<string, unknown>
    t.equal(jsonrpc, '2.0')
    return message
  })
}
