import t from 'tap'
import { journalLimits } from '../../src/lsp/journal-limits.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { SessionScript } from './session-script.js'

t.test('a request that cannot be noted is refused', async t => {
  const { script } = startSession({ ...journalLimits, pending: { requests: 2, bodyBytes: 1_000 } })
  for (const from of ['editor', 'gopls'] as const) {
    t.equal(script.asks(from, 1, 'textDocument/hover').refused, undefined)
    t.equal(script.asks(from, 1, 'textDocument/hover').refused, 'duplicate-id')
    t.equal(script.asks(from, 2, 'textDocument/hover').refused, undefined)
    t.equal(script.asks(from, 3, 'textDocument/hover').refused, 'too-many-pending')
    script.answers(from === 'editor' ? 'gopls' : 'editor', 1)
    t.equal(script.asks(from, 3, 'textDocument/hover').refused, undefined)
  }
})

t.test('bodies over the limit are not kept; each that is answered makes room', async t => {
  const { journal, script } = startSession({ ...journalLimits, pending: { requests: 9, bodyBytes: 150 } })
  const isKept = (id: number): boolean => journal.fromEditor.get(id)?.body !== undefined
  script.asks('editor', 1, 'textDocument/hover')
  script.asks('editor', 2, 'textDocument/hover')
  script.asks('editor', 3, 'textDocument/hover')
  t.same([isKept(1), isKept(2), isKept(3)], [true, true, false])
  script.answers('gopls', 1)
  script.asks('editor', 4, 'textDocument/hover')
  t.equal(isKept(4), true)
  script.answers('gopls', 4)
  script.notifies('editor', '$/cancelRequest', { id: 2 })
  script.asks('editor', 6, 'textDocument/hover')
  t.equal(isKept(6), true, 'one that is cancelled takes no more room than before')
  script.asks('editor', 5, 'textDocument/hover')
  t.equal(isKept(5), false)
})

t.test('every limit that is reached is told of', async t => {
  const limits = { ...journalLimits, folders: 1, progressTokens: 1, registrations: 1, diagnosticUris: 1 }
  const { script } = startSession({ ...limits, documents: { documents: 1, textUnits: 20 } })
  const twice = (say: (name: string) => { readonly finding: unknown }): unknown => {
    t.equal(say('a').finding, undefined)
    t.equal(say('a').finding, undefined, 'the same again is no more')
    return say('b').finding
  }
  t.same(
    twice(name => script.notifies('gopls', '$/progress', { token: name, value: { kind: 'begin' } })),
    { kind: 'limit-reached', limit: 'progressTokens' },
  )
  t.same(
    twice(name =>
      script.notifies('gopls', 'textDocument/publishDiagnostics', { uri: name, diagnostics: [1] }),
    ),
    { kind: 'limit-reached', limit: 'diagnosticUris' },
  )
  t.same(
    twice(id =>
      script.asks('gopls', script.nowMs, 'client/registerCapability', {
        registrations: [{ id, method: 'm' }],
      }),
    ),
    { kind: 'limit-reached', limit: 'registrations' },
  )
  t.same(
    twice(name =>
      script.notifies('editor', 'workspace/didChangeWorkspaceFolders', {
        event: { added: [{ uri: name, name }], removed: [] },
      }),
    ),
    { kind: 'limit-reached', limit: 'folders' },
  )
  t.same(
    twice(name =>
      script.notifies('editor', 'textDocument/didOpen', { textDocument: { uri: name, text: '' } }),
    ),
    { kind: 'document', problem: 'documents-full', uri: 'b' },
  )
})

const misunderstood = [
  ['editor', 'textDocument/didOpen', { textDocument: { uri: 1 } }],
  ['editor', 'textDocument/didChange', {}],
  ['editor', 'textDocument/didClose', null],
  ['editor', 'workspace/didChangeWorkspaceFolders', { event: { added: [1] } }],
  ['gopls', '$/progress', {}],
  ['gopls', 'textDocument/publishDiagnostics', { uri: 'x' }],
] as const

for (const [from, method, params] of misunderstood)
  t.test(`${method} that is not what LSP says is told of, and harms nothing`, async t => {
    const { script } = startSession()
    t.same(script.notifies(from, method, params).finding, { kind: 'not-understood', method })
  })

t.test('what is not JSON is told of where it would be read', async t => {
  const { script } = startSession()
  const broken = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"workspace/executeCommand","params":{oops}}')
  t.same(script.says('editor', broken).finding, {
    kind: 'not-understood',
    method: 'workspace/executeCommand',
  })
  const unread = Buffer.from('{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{oops}}')
  t.same(script.says('editor', unread), {
    params: undefined,
    answered: undefined,
    refused: undefined,
    finding: undefined,
  })
  t.equal(script.says('gopls', Buffer.from('[]')).finding, undefined)
})

function startSession(limits = journalLimits): {
  readonly journal: SessionJournal
  readonly script: SessionScript
} {
  const journal = new SessionJournal(limits)
  return { journal, script: new SessionScript(journal) }
}
