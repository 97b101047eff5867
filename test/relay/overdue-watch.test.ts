import t, { type Test } from 'tap'
import { encodeRequest, encodeResult, type RequestId } from '../../src/lsp/message.js'
import { peekMessage } from '../../src/lsp/peek-message.js'
import { SessionJournal } from '../../src/lsp/session-journal.js'
import { OverdueWatch } from '../../src/relay/overdue-watch.js'

const nowMs = (): number => performance.now()

/** A watch over a journal that is connected, with what it called back for. */
function watch(t: Test, terms: { readonly doubtAfterMs?: number; readonly clientReplyTimeoutMs?: number }) {
  const journal = new SessionJournal()
  journal.connectionOpened([], nowMs())
  const doubts: number[] = []
  const silences: RequestId[] = []
  let wake = (): void => undefined
  const record = (from: 'editor' | 'gopls', body: Buffer): void => {
    journal.record({ from, summary: peekMessage(body), body }, nowMs())
    overdue.update()
  }
  const state = { openingSinceMs: undefined as number | undefined }
  const overdue = new OverdueWatch({
    journal,
    openingSinceMs: () => state.openingSinceMs,
    terms: () => ({ doubtAfterMs: 60_000, clientReplyTimeoutMs: 60_000, ...terms }),
    nowMs,
    onDoubt: () => {
      doubts.push(nowMs())
      wake()
    },
    onSilentEditor: ({ id }) => {
      silences.push(id)
      journal.record(
        { from: 'editor', summary: peekMessage(encodeResult(id, null)), body: Buffer.alloc(0) },
        nowMs(),
      )
      wake()
    },
  })
  t.teardown(() => overdue.close())
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo())
      await new Promise<void>(resolve => {
        wake = resolve
      })
  }
  return { overdue, state, doubts, silences, record, until }
}

const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length

t.test('while nothing is owed no timer runs', async t => {
  const before = timers()
  const { overdue, record } = watch(t, {})
  overdue.update()
  t.equal(timers(), before)
  record('editor', encodeRequest(1, 'textDocument/hover', {}))
  t.equal(timers(), before + 1)
  record('gopls', encodeResult(1, null))
  t.equal(timers(), before)
})

t.test('of two unanswered requests each is doubted once, the younger when the older is answered', async t => {
  const { doubts, record, until } = watch(t, { doubtAfterMs: 10 })
  const askedAtMs = nowMs()
  record('editor', encodeRequest(1, 'textDocument/hover', {}))
  record('editor', encodeRequest(2, 'textDocument/hover', {}))
  await until(() => doubts.length === 1)
  t.ok((doubts[0] ?? 0) - askedAtMs >= 10)
  record('editor', encodeRequest(3, 'textDocument/hover', {}))
  t.equal(doubts.length, 1)
  record('gopls', encodeResult(1, null))
  await until(() => doubts.length === 2)
})

t.test('a replayed initialize that is unanswered is doubted once', async t => {
  const { overdue, state, doubts, record, until } = watch(t, { doubtAfterMs: 10 })
  state.openingSinceMs = nowMs()
  overdue.update()
  await until(() => doubts.length === 1)
  overdue.update()
  record('gopls', encodeRequest(1, 'workspace/configuration', {}))
  t.equal(doubts.length, 1)
})

t.test('each request that the editor does not answer in time is handed on', async t => {
  const { silences, record, until } = watch(t, { clientReplyTimeoutMs: 10 })
  record('gopls', encodeRequest(1, 'workspace/configuration', {}))
  record('gopls', encodeRequest(2, 'workspace/configuration', {}))
  record('gopls', encodeRequest(3, 'workspace/configuration', {}))
  record('editor', encodeResult(2, []))
  await until(() => silences.length === 2)
  t.same(silences, [1, 3])
})

t.test('a younger request with a shorter term is not kept waiting by an older one', async t => {
  const { silences, record, until } = watch(t, { clientReplyTimeoutMs: 10 })
  record('editor', encodeRequest(1, 'textDocument/hover', {}))
  record('gopls', encodeRequest(1, 'workspace/configuration', {}))
  await until(() => silences.length === 1)
})
