import { once } from 'node:events'
import t from 'tap'
import type { LeaseAnswer } from '../../src/control/supervision.js'
import { begin, beginSession, HandSupervision, leaseOf, openSession } from './opened-session.js'
import { initialized, ScriptedGopls } from './scripted-gopls.js'

t.test('what is no message of LSP ends the session of an editor, and says why', async t => {
  for (const [name, bytes, code] of [
    ['a bad header', 'hello\r\n\r\n', -32700],
    ['an absurd length', 'Content-Length: 99999999999\r\n\r\n', -32700],
    ['something else than JSON', 'Content-Length: 5\r\n\r\nhello', -32700],
    ['an empty body', 'Content-Length: 0\r\n\r\n', -32700],
    ['a batch', 'Content-Length: 2\r\n\r\n[]', -32600],
  ] as const)
    t.test(name, async t => {
      const { editor, session, supervision, peer } = await beginSession(t)
      editor.write(bytes)
      t.match(await editor.next(({ error }) => error !== undefined), { id: null, error: { code } })
      t.equal(await session.ended, 1)
      t.same(supervision.released, ['test'])
      t.ok(
        peer.heard.some(({ method }) => method === 'shutdown'),
        'gopls is left as it wants to be',
      )
    })
})

t.test('what is no message of LSP is a fault of the gopls that says it', async t => {
  for (const [name, bytes] of [
    ['a bad header', 'hello\r\n\r\n'],
    ['an absurd length', 'Content-Length: 99999999999\r\n\r\n'],
    ['something else than JSON', 'Content-Length: 5\r\n\r\nhello'],
    ['a batch', 'Content-Length: 2\r\n\r\n[]'],
  ] as const)
    t.test(name, async t => {
      const { editor, gopls, supervision, connection } = await beginSession(t)
      editor.say({ id: 1, method: 'textDocument/hover' })
      connection.socket.write(bytes)
      const next = await initialized(await gopls.nextConnection())
      await next.nextCall('textDocument/hover')
      next.say({ id: 1, result: 'again' })
      t.match(await editor.answerTo(1), { result: 'again' })
      t.match(supervision.asked[1], { lost: 'garbage' })
    })
})

t.test('a gopls that refuses the replay, or never answers it, is given back', async t => {
  const { gopls, supervision, connection, editor } = await beginSession(t, {
    openingMs: 1_000,
    retryMinMs: 1,
  })
  connection.socket.destroy()
  const refusing = await gopls.nextConnection()
  const { id } = await refusing.peer.nextCall('initialize')
  refusing.peer.say({ id: id ?? null, error: { code: -32600, message: 'no' } })
  const silent = await gopls.nextConnection()
  await silent.peer.nextCall('initialize')
  const last = await initialized(await gopls.nextConnection())
  await last.nextCall('initialized')
  t.same(
    supervision.asked.map(({ lost }) => lost),
    [null, 'closed', 'garbage', 'garbage'],
  )
  editor.say({ id: 5, method: 'textDocument/hover' })
  last.say({ id: (await last.nextCall('textDocument/hover')).id ?? null, result: 1 })
  t.match(await editor.answerTo(5), { result: 1 })
})

t.test('a request in flight at two deaths is not sent a third time, and is named', async t => {
  const { gopls, supervision, connection, editor } = await beginSession(t)
  editor.say({ id: 5, method: 'textDocument/hover' })
  await connection.peer.nextCall('textDocument/hover')
  connection.socket.destroy()
  const second = await gopls.nextConnection()
  const peer = await initialized(second)
  await peer.nextCall('textDocument/hover')
  second.socket.destroy()
  await initialized(await gopls.nextConnection())
  t.match(await editor.answerTo(5), { error: { code: -32803, message: /suspect/ } })
  await supervision.until(() => supervision.notes.some(({ kind }) => kind === 'suspect-request'))
  t.match(
    supervision.notes.find(({ kind }) => kind === 'suspect-request'),
    { method: 'textDocument/hover' },
  )
})

t.test('one whose second death is followed by an outage is refused and named just so', async t => {
  const { gopls, supervision, connection, editor } = await beginSession(t)
  editor.say({ id: 5, method: 'textDocument/hover' })
  await connection.peer.nextCall('textDocument/hover')
  connection.socket.destroy()
  const second = await gopls.nextConnection()
  await (await initialized(second)).nextCall('textDocument/hover')
  supervision.answer = ({ patient }) =>
    patient
      ? new Promise<LeaseAnswer>(() => undefined)
      : { ok: false, reason: 'failed', message: 'gopls cannot live here' }
  second.socket.destroy()
  t.match(await editor.answerTo(5), { error: { code: -32803, message: /suspect/ } })
  t.match(
    supervision.notes.find(({ kind }) => kind === 'suspect-request'),
    { method: 'textDocument/hover' },
  )
})

t.test('what the editor does not answer is answered for it, once', async t => {
  const { connection, peer, editor, supervision, session } = await beginSession(t)
  supervision.terms = { ...supervision.terms, clientReplyTimeoutMs: 20 }
  peer.say({ id: 1, method: 'workspace/configuration', params: { items: [{}, {}] } })
  await editor.nextCall('workspace/configuration')
  t.match(session.view().conversation.awaitsClient, { method: 'workspace/configuration' })
  t.match(await peer.answerTo(1), { result: [null, null] })
  editor.say({ id: 1, result: ['late'] })
  editor.say({ id: 2, method: 'textDocument/hover' })
  await peer.nextCall('textDocument/hover')
  t.equal(peer.heard.filter(({ method, id }) => method === undefined && id === 1).length, 1)
  t.match(supervision.notes, [{ kind: 'answered-for-editor', method: 'workspace/configuration' }])
  t.notOk(connection.socket.destroyed)
})

t.test('a request that is unanswered for long raises a doubt, once', async t => {
  const { peer, editor, supervision, session } = await beginSession(t)
  supervision.terms = { ...supervision.terms, doubtAfterMs: 10 }
  editor.say({ id: 1, method: 'textDocument/hover' })
  await supervision.until(() => supervision.doubts.length === 1)
  t.match(session.view(), { pending: 1, conversation: { pending: { method: 'textDocument/hover' } } })
  editor.say({ id: 2, method: 'textDocument/definition' })
  await peer.nextCall('textDocument/definition')
  peer.say({ id: 1, result: null })
  await supervision.until(() => supervision.doubts.length === 2)
  peer.say({ id: 2, result: null })
  await editor.answerTo(2)
  t.match(session.view(), { pending: 0, conversation: { pending: null } })
})

t.test(
  'an initialize that is unanswered for long raises a doubt, the first one as the replayed one',
  async t => {
    const gopls = await ScriptedGopls.listen(t)
    const supervision = new HandSupervision((_, nth) => leaseOf(gopls.socketPath, nth))
    supervision.terms = { ...supervision.terms, doubtAfterMs: 10 }
    const { editor, session } = openSession(t, supervision)
    const begun = begin(editor)
    const first = await gopls.nextConnection()
    await supervision.until(() => supervision.doubts.length === 1)
    t.match(session.view().conversation.pending, { method: 'initialize' })
    await initialized(first)
    await begun
    first.socket.destroy()
    const second = await gopls.nextConnection()
    await second.peer.nextCall('initialize')
    await supervision.until(() => supervision.doubts.length === 2)
    t.match(session.view(), { pending: 0, conversation: { pending: { method: 'initialize' } } })
  },
)

t.test('gone is the editor: gopls is told, its connection closed, the session released', async t => {
  const { toRelay, session, peer, connection, supervision } = await beginSession(t)
  const ended = once(connection.socket, 'end')
  toRelay.end()
  t.equal(await session.ended, 0)
  await ended
  t.ok(peer.heard.some(({ method }) => method === 'shutdown'))
  t.same(supervision.released, ['test'])
})

t.test('a gopls that does not take its leave is left within the limit', async t => {
  const { session, supervision, connection } = await beginSession(t, { shutdownMs: 30 })
  connection.socket.pause()
  await session.close()
  t.same(supervision.released, ['test'])
})

t.test('shutdown of a gopls that is silent is granted within the limit', async t => {
  const { editor, session, gopls, connection } = await beginSession(t, { shutdownMs: 20 })
  connection.socket.destroy()
  const second = await gopls.nextConnection()
  second.peer.say({ id: (await second.peer.nextCall('initialize')).id ?? null, result: {} })
  await second.peer.nextCall('initialized')
  editor.say({ id: 4, method: 'textDocument/hover' })
  await second.peer.nextCall('textDocument/hover')
  t.match(await editor.ask(5, 'shutdown'), { result: null })
  second.socket.destroy()
  t.match(await editor.answerTo(4), { error: { code: -32600 } })
  editor.say({ method: 'exit' })
  t.equal(await session.ended, 0)
})
