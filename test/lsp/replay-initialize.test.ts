import t from 'tap'
import { findChangedCapabilities, replayInitialize } from '../../src/lsp/replay-initialize.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { SessionScript } from './session-script.js'

const general = { positionEncodings: ['utf-8', 'utf-16'] }
const params = { rootUri: 'file:///a', rootPath: '/a', trace: 'off', capabilities: { general, window: {} } }

t.test('before the editor sent it there is nothing to repeat', async t => {
  t.equal(replayInitialize(new SessionJournal().toldToGopls, 'fresh'), undefined)
})

t.test("while its answer is owed it is sent as it came, and the answer is the editor's", async t => {
  const { journal, script } = startSession()
  script.asks('editor', 5, 'initialize', params)
  t.same(replayed(journal), { answer: 'forward', id: 5, params })
})

t.test("once answered it is sent under a fresh id, and the answer is nobody's", async t => {
  const { journal, script } = startSession()
  script.begin({ ...params, capabilities: {} })
  t.same(replayed(journal), { answer: 'swallow', id: 'fresh', params: { ...params, capabilities: {} } })
})

t.test('folders and trace are those of now', async t => {
  const { journal, script } = startSession()
  const [a, b] = ['a', 'b'].map(name => ({ uri: `file:///${name}`, name }))
  script.begin(params)
  script.notifies('editor', '$/setTrace', { value: 'verbose' })
  script.notifies('editor', 'workspace/didChangeWorkspaceFolders', { event: { added: [b], removed: [] } })
  t.match(replayed(journal), { params: { workspaceFolders: [a, b], rootUri: 'file:///a', trace: 'verbose' } })
  script.notifies('editor', 'workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [a, b] } })
  t.match(
    replayed(journal),
    { params: { workspaceFolders: [], rootUri: null, rootPath: null } },
    'a root that was removed does not come back',
  )
})

t.test('positions go on being counted as was agreed', async t => {
  for (const encoding of ['utf-8', 'utf-16'] as const) {
    const { journal, script } = startSession()
    script.begin(params, { capabilities: encoding === 'utf-8' ? { positionEncoding: encoding } : {} })
    t.match(replayed(journal), {
      params: { capabilities: { window: {}, general: { positionEncodings: [encoding] } } },
    })
  }
})

t.test('what another gopls can or cannot do is named', async t => {
  const first = { capabilities: { hoverProvider: true, renameProvider: { prepareProvider: true }, old: 1 } }
  const second = { capabilities: { hoverProvider: true, renameProvider: { prepareProvider: false }, new: 1 } }
  t.same(findChangedCapabilities(first, second), ['new', 'old', 'renameProvider'])
  t.same(findChangedCapabilities(first, structuredClone(first)), [])
  t.same(findChangedCapabilities(null, {}), [])
})

function startSession(): { readonly journal: SessionJournal; readonly script: SessionScript } {
  const journal = new SessionJournal()
  return { journal, script: new SessionScript(journal) }
}

function replayed(journal: SessionJournal): unknown {
  const replay = replayInitialize(journal.toldToGopls, 'fresh')
  const message = JSON.parse(String(replay?.body)) as Record<string, unknown>
  t.equal(message['id'], replay?.id)
  return { answer: replay?.answer, id: replay?.id, params: message['params'] }
}
