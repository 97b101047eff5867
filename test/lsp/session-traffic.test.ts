import t from 'tap'
import { peekMessage } from '../../src/lsp/peek-message.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { describeTraffic } from '../../src/lsp/session-traffic.js'

const nothing = { unanswered: [], moreUnanswered: 0, notifications: [] }

t.test('a session in which nothing was said has no traffic', async t => {
  t.strictSame(describeTraffic(new SessionJournal(), 0), { fromEditor: nothing, fromGopls: nothing })
})

t.test('of a message its method, its age and its size are told, on either side', async t => {
  const { journal, say } = openJournal()
  const hover = say('editor', { id: 1, method: 'textDocument/hover', params: { text: 'secret' } }, 100)
  const change = say('editor', { method: 'textDocument/didSave', params: { text: 'secret' } }, 200)
  const ask = say('gopls', { id: 'a', method: 'workspace/configuration', params: {} }, 300)
  t.strictSame(describeTraffic(journal, 1_000.4), {
    fromEditor: {
      unanswered: [{ method: 'textDocument/hover', ageMs: 900, bytes: hover }],
      moreUnanswered: 0,
      notifications: [{ method: 'textDocument/didSave', ageMs: 800, bytes: change }],
    },
    fromGopls: {
      ...nothing,
      unanswered: [{ method: 'workspace/configuration', ageMs: 700, bytes: ask }],
    },
  })
})

t.test('a lost connection takes away neither what the editor waits for nor what was said', async t => {
  const { journal, say } = openJournal()
  say('editor', { id: 1, method: 'textDocument/hover' }, 100)
  say('editor', { method: 'textDocument/didSave' }, 200)
  journal.connectionLost()
  t.match(describeTraffic(journal, 1_000).fromEditor, {
    unanswered: [{ method: 'textDocument/hover', ageMs: 900 }],
    notifications: [{ method: 'textDocument/didSave', ageMs: 800 }],
  })
})

t.test('what is answered waits no more', async t => {
  const { journal, say } = openJournal()
  say('editor', { id: 1, method: 'textDocument/hover' }, 100)
  say('gopls', { id: 1, result: null }, 200)
  t.strictSame(describeTraffic(journal, 1_000), { fromEditor: nothing, fromGopls: nothing })
})

t.test('of many the oldest 50 requests are told, and the last 10 notifications', async t => {
  const { journal, say } = openJournal()
  for (let id = 1; id <= 60; id += 1) say('editor', { id, method: 'textDocument/hover' }, id)
  for (let times = 1; times <= 60; times += 1) say('gopls', { method: '$/progress', params: {} }, times)
  const { fromEditor, fromGopls } = describeTraffic(journal, 100)
  t.equal(fromEditor.moreUnanswered, 10)
  t.strictSame(
    fromEditor.unanswered.map(({ ageMs }) => ageMs),
    Array.from({ length: 50 }, (_, index) => 99 - index),
  )
  t.strictSame(
    fromGopls.notifications.map(({ ageMs }) => ageMs),
    Array.from({ length: 10 }, (_, index) => 49 - index),
  )
})

const names = [
  ['$/setTrace', '$/setTrace'],
  ['gopls/handshake', 'gopls/handshake'],
  ['file:///home/gopher/a.go', 'other'],
  ['func main() {}', 'other'],
  ['x'.repeat(101), 'other'],
  ['', 'other'],
]
for (const [method = '', told] of names)
  t.test(`the method '${method}' is told as ${told}`, async t => {
    const { journal, say } = openJournal()
    say('editor', { method }, 0)
    t.match(describeTraffic(journal, 0).fromEditor.notifications, [{ method: told }])
  })

/** `say` returns the size of the message. */
function openJournal() {
  const journal = new SessionJournal()
  journal.connectionOpened([], 0)
  const say = (from: 'editor' | 'gopls', message: object, nowMs: number): number => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    journal.record({ from, summary: peekMessage(body), body }, nowMs)
    return body.length
  }
  return { journal, say }
}
