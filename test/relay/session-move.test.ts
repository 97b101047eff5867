import t, { type Test } from 'tap'
import type { StayReason } from '../../src/control/supervision.js'
import type { SessionLimits } from '../../src/relay/session-limits.js'
import type { JsonPeer, Message } from './json-peer.js'
import { type BegunSession, beginSession } from './opened-session.js'
import { initialized, type ScriptedConnection } from './scripted-gopls.js'

const quick = { quietMs: 10 }
const hover = 'textDocument/hover'

t.test('what the editor tells while the next gopls is loaded is told to both', async t => {
  const { editor, peer, connection } = await beginMove(t)
  editor.say({ method: 'textDocument/didOpen', params: document('a.go', 'package b') })
  const next = await initialized(connection)
  t.match(await next.nextCall('textDocument/didOpen'), {
    params: { textDocument: { text: 'package b' } },
  })
  editor.say({ method: 'textDocument/didOpen', params: document('c.go', 'package c') })
  for (const each of [peer, next])
    t.match(await each.next(isOpeningOf('c.go')), { params: document('c.go', 'package c') })
  editor.say({ method: '$/cancelRequest', params: { id: 1 } })
  editor.say({ method: 'textDocument/didSave', params: {} })
  await next.nextCall('textDocument/didSave')
  t.notOk(next.heard.some(({ method }) => method === '$/cancelRequest' || method === hover))
})

t.test('a request goes on where it is; the session moves when it is answered', async t => {
  const { editor, peer, session, connection, oldSocket, supervision } = await beginMove(t)
  const left = closed({ socket: oldSocket })
  editor.say({ id: 1, method: hover })
  await peer.nextCall(hover)
  const next = await initialized(connection)
  await load(next)
  await passed(50)
  t.match(session.view(), { current: { instance: 'one' } }, 'not while it is unanswered')
  editor.say({ id: 2, method: hover })
  await peer.nextCall(hover)
  peer.say({ id: 1, result: 'first' })
  t.match(await editor.answerTo(1), { result: 'first' })
  t.match(session.view(), { current: { instance: 'one' } })
  peer.say({ id: 2, result: 'second' })
  t.match(await editor.answerTo(2), { result: 'second' })
  await supervision.until(() => supervision.notes.length > 0)
  t.match(session.view(), { current: { instance: 'two', generation: 2 } })
  t.match(supervision.notes, [{ kind: 'moved', to: { instance: 'two', generation: 2 } }])
  editor.say({ id: 3, method: hover })
  await next.nextCall(hover)
  next.say({ id: 3, result: 'third' })
  t.match(await editor.answerTo(3), { result: 'third' })
  await left
  t.equal(supervision.asked.length, 1)
})

t.test('nor does it move while the editor owes either of them an answer', async t => {
  const { editor, peer, session, connection, supervision } = await beginMove(t)
  peer.say({ id: 1, method: 'window/showMessageRequest', params: {} })
  t.match(await editor.nextCall('window/showMessageRequest'), { id: 1 })
  const next = await initialized(connection)
  next.say({ id: 1, method: 'workspace/configuration', params: { items: [{ section: 'gopls' }] } })
  t.match(await editor.nextCall('workspace/configuration'), { id: 2, params: { items: [{}] } })
  await load(next)
  await passed(50)
  editor.say({ id: 1, result: 'seen' })
  t.match(await peer.answerTo(1), { result: 'seen' })
  t.match(session.view(), { current: { instance: 'one' } })
  editor.say({ id: 2, result: [{ hoverKind: 'x' }] })
  t.match(await next.answerTo(1), { result: [{ hoverKind: 'x' }] })
  await supervision.until(() => supervision.notes.length > 0)
  t.match(session.view(), { current: { instance: 'two' } })
  t.equal(peer.heard.filter(({ method }) => method === undefined).length, 1, 'each has its own answer')
  next.say({ id: 2, method: 'window/showMessageRequest', params: {} })
  t.match(await editor.nextCall('window/showMessageRequest'), { id: 3 }, 'no id comes twice')
})

t.test('of the load itself the editor sees nothing but what it is to know at the end', async t => {
  const { editor, peer, session, connection, oldSocket } = await beginMove(t)
  const left = closed({ socket: oldSocket })
  for (const uri of ['stale', 'same']) peer.say(diagnostics(uri, 'old'))
  peer.say(progress('work', 'begin'))
  peer.say({ id: 1, method: 'client/registerCapability', params: { registrations: [watcher('w', '*.go')] } })
  await editor.nextCall('client/registerCapability')
  editor.say({ id: 1, result: null })
  const next = await initialized(connection)
  const heardBefore = editor.heard.length
  const registrations = [watcher('w', '*.go'), watcher('new', '*.tmpl')]
  next.say({ id: 1, method: 'client/registerCapability', params: { registrations } })
  t.match(await next.answerTo(1), { result: null })
  next.say({ id: 2, method: 'window/workDoneProgress/create', params: { token: 'load' } })
  t.match(await next.answerTo(2), { result: null })
  next.say({ id: 3, method: 'workspace/applyEdit', params: {} })
  t.match(await next.answerTo(3), { result: { applied: false } })
  next.say(progress('load', 'begin', 'Loading packages...'))
  for (const text of ['first', 'last']) next.say(diagnostics('same', text))
  next.say({ method: 'window/logMessage', params: { type: 3, message: 'hello' } })
  next.say(progress('load', 'end', 'Finished loading packages.'))
  await left
  t.match(session.view(), { current: { instance: 'two' } })
  const cleared = await editor.next(({ params }) => /stale.*\[\]/.test(JSON.stringify(params)))
  t.match(cleared, { params: { diagnostics: [] } }, 'what it did not say again is taken back')
  t.match(editor.heard.slice(heardBefore), [
    { method: '$/progress', params: { token: 'work', value: { kind: 'end' } } },
    { method: 'client/registerCapability', id: 2, params: { registrations: [{ id: 'new' }] } },
    {
      method: 'textDocument/publishDiagnostics',
      params: { uri: 'same', diagnostics: [{ message: 'last' }] },
    },
    cleared,
  ])
  t.equal(editor.heard.length, heardBefore + 4)
})

t.test('a next gopls that is of no use is dropped, and the old one was never disturbed', async t => {
  const failures: readonly (readonly [string, StayReason, Partial<SessionLimits>, Fail])[] = [
    [
      'it never answers initialize',
      'successor-failed',
      { openingMs: 30 },
      ({ peer }) => peer.nextCall('initialize').then(() => undefined),
    ],
    ['it refuses initialize', 'successor-failed', {}, refuse],
    ['it dies before it answers', 'successor-failed', {}, async ({ socket }) => void socket.destroy()],
    [
      'it dies while it loads',
      'successor-failed',
      {},
      connection => initialized(connection).then(() => void connection.socket.destroy()),
    ],
    [
      'it says what is no message',
      'successor-failed',
      {},
      async connection => (await initialized(connection)).write('no\r\n\r\n'),
    ],
    [
      'it never has loaded',
      'too-slow',
      { moveMs: 30 },
      async connection => (await initialized(connection)).say(loadMessage('Loading packages...')),
    ],
    [
      'the editor does not answer its question',
      'never-idle',
      { switchMs: 30 },
      async (connection, editor) => {
        const peer = await initialized(connection)
        peer.say({ id: 1, method: 'workspace/configuration', params: { items: [{}] } })
        await editor.nextCall('workspace/configuration')
        await load(peer)
      },
    ],
  ]
  for (const [name, reason, limits, fail] of failures)
    await t.test(name, async t => {
      const { editor, peer, session, connection, supervision } = await beginMove(t, limits)
      const gone = closed(connection)
      await fail(connection, editor)
      await gone
      editor.say({ id: 1, method: hover })
      await peer.nextCall(hover)
      peer.say({ id: 1, result: 'right' })
      t.match(await editor.answerTo(1), { result: 'right' })
      t.match(session.view(), { current: { instance: 'one' }, pending: 0 })
      t.equal(supervision.asked.length, 1)
      t.same(supervision.notes, [{ kind: 'not-moved', to: { instance: 'two', generation: 2 }, reason }])
    })
})

t.test('a request that stays unanswered keeps the session where it is', async t => {
  const { editor, peer, session, connection, supervision } = await beginMove(t, { switchMs: 30 })
  editor.say({ id: 1, method: hover })
  await peer.nextCall(hover)
  const gone = closed(connection)
  await load(await initialized(connection))
  await gone
  peer.say({ id: 1, result: 'late' })
  t.match(await editor.answerTo(1), { result: 'late' })
  t.match(session.view(), { current: { instance: 'one' } })
  t.match(supervision.notes, [{ kind: 'not-moved', reason: 'never-idle' }])
})

t.test('a gopls that is lost while the next one loads is replaced as ever', async t => {
  const { editor, gopls, session, connection, oldSocket, supervision } = await beginMove(t)
  await initialized(connection)
  editor.say({ id: 1, method: hover })
  const gone = closed(connection)
  oldSocket.destroy()
  const replacement = await initialized(await gopls.nextConnection())
  await replacement.nextCall(hover)
  replacement.say({ id: 1, result: 'right' })
  t.match(await editor.answerTo(1), { result: 'right' })
  await gone
  t.match(supervision.asked[1], { lost: 'closed' })
  t.match(session.view(), { current: { instance: 'one', generation: 2 } })
})

t.test('an order to move where it is, or is about to be, changes nothing', async t => {
  const { gopls, session, supervision, connection, order } = await beginMove(t)
  order()
  session.order({
    kind: 'move',
    session: 'test',
    to: { instance: 'one', generation: 1, socketPath: gopls.socketPath },
  })
  await load(await initialized(connection))
  await supervision.until(() => supervision.notes.length > 0)
  t.equal(gopls.connections.length, 2)
})

type Fail = (connection: ScriptedConnection, editor: JsonPeer) => Promise<void>

interface BegunMove extends Pick<BegunSession, 'gopls' | 'editor' | 'peer' | 'session' | 'supervision'> {
  readonly oldSocket: ScriptedConnection['socket']
  /** The next gopls's. */
  readonly connection: ScriptedConnection
  readonly order: () => void
}

/** A session with one document open, that was told to move and has connected there. */
async function beginMove(t: Test, limits: Partial<SessionLimits> = {}): Promise<BegunMove> {
  const begun = await beginSession(t, { ...quick, ...limits })
  const { gopls, editor, peer, session } = begun
  editor.say({ method: 'textDocument/didOpen', params: document('a.go', 'package a') })
  await peer.nextCall('textDocument/didOpen')
  const to = { instance: 'two', generation: 2, socketPath: gopls.socketPath }
  const order = (): void => session.order({ kind: 'move', session: 'test', to })
  order()
  return { ...begun, oldSocket: begun.connection.socket, connection: await gopls.nextConnection(), order }
}

async function load(peer: JsonPeer): Promise<void> {
  await peer.nextCall('initialized')
  peer.say(loadMessage('Loading packages...'))
  peer.say(loadMessage('Finished loading packages.'))
}

async function refuse({ peer }: ScriptedConnection): Promise<void> {
  const { id = null } = await peer.nextCall('initialize')
  peer.say({ id, error: { code: 1, message: 'no' } })
}

function closed({ socket }: Pick<ScriptedConnection, 'socket'>): Promise<void> {
  return new Promise(resolve => void socket.once('close', () => resolve()))
}

/** Long enough for what must not happen to happen. */
function passed(ms: number): Promise<void> {
  return new Promise(resolve => void setTimeout(resolve, ms))
}

function loadMessage(message: string): Message {
  return { method: 'window/showMessage', params: { type: 3, message } }
}

function progress(token: string, kind: string, message?: string): Message {
  return { method: '$/progress', params: { token, value: { kind, message } } }
}

function diagnostics(uri: string, message: string): Message {
  return { method: 'textDocument/publishDiagnostics', params: { uri, diagnostics: [{ message }] } }
}

function watcher(id: string, globPattern: string) {
  const registerOptions = { watchers: [{ globPattern }] }
  return { id, method: 'workspace/didChangeWatchedFiles', registerOptions }
}

function document(name: string, text: string) {
  return { textDocument: { uri: `file:///${name}`, languageId: 'go', version: 1, text } }
}

function isOpeningOf(name: string): (message: Message) => boolean {
  return ({ method, params }) =>
    method === 'textDocument/didOpen' && JSON.stringify(params).includes(`/${name}"`)
}
