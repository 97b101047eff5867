import t from 'tap'
import { beginSession } from './opened-session.js'
import { initialized } from './scripted-gopls.js'

const watcher = (id: string, pattern: string) => ({
  id,
  method: 'workspace/didChangeWatchedFiles',
  registerOptions: { watchers: [{ globPattern: pattern }] },
})

t.test('the editor hears of registrations only what is news to it', async t => {
  const { gopls, editor, peer, connection } = await beginSession(t, { quietMs: 10 })
  const register = 'client/registerCapability'
  peer.say({
    id: 1,
    method: register,
    params: { registrations: [watcher('a', '*.go'), watcher('b', 'go.mod'), watcher('c', 'x')] },
  })
  t.match(await editor.nextCall(register), { id: 1 })
  editor.say({ id: 1, result: null })
  await peer.answerTo(1)
  connection.socket.destroy()
  const next = await initialized(await gopls.nextConnection())

  next.say({ id: 1, method: register, params: { registrations: [watcher('a', '*.go')] } })
  t.match(await next.answerTo(1), { result: null }, 'the relay answers what the editor knows')
  next.say({
    id: 2,
    method: register,
    params: { registrations: [watcher('a', '*.go'), watcher('b', 'go.work')] },
  })
  t.match(await editor.nextCall('client/unregisterCapability'), {
    id: 2,
    params: { unregisterations: [{ id: 'b' }] },
  })
  const asked = await editor.nextCall(register)
  t.match(asked, { id: 3, params: { registrations: [{ id: 'b' }] } })
  t.notMatch(asked, { params: { registrations: [{}, {}] } })
  editor.say({ id: 2, result: null })
  editor.say({ id: 3, result: null })
  t.match(await next.answerTo(2), { result: null })
  next.say({ method: 'window/showMessage', params: { type: 3, message: 'Finished loading packages.' } })
  t.match(
    await editor.nextCall('client/unregisterCapability'),
    { params: { unregisterations: [{ id: 'c' }] } },
    'what was not registered again is taken back after the load',
  )
  t.equal(next.heard.filter(({ method }) => method === undefined).length, 2, 'own answers go nowhere')
})

t.test('after the load of a fresh gopls, diagnostics that it did not repeat are cleared', async t => {
  const { gopls, editor, peer, connection } = await beginSession(t, { loadMs: 60_000, quietMs: 20 })
  const publish = (uri: string) => ({
    method: 'textDocument/publishDiagnostics',
    params: { uri, diagnostics: [{ message: 'bad' }] },
  })
  peer.say(publish('file:///stale.go'))
  peer.say(publish('file:///fresh.go'))
  await editor.next(({ params }) => JSON.stringify(params).includes('fresh.go'))
  connection.socket.destroy()
  const next = await initialized(await gopls.nextConnection())
  const progress = (kind: string, message: string) => ({
    method: '$/progress',
    params: { token: 'load', value: { kind, message } },
  })
  next.say(progress('begin', 'Loading packages...'))
  next.say(publish('file:///fresh.go'))
  next.say(progress('end', 'Finished loading packages.'))
  t.match(
    await editor.next(
      ({ method, params }) => method === 'textDocument/publishDiagnostics' && isEmptied(params),
    ),
    { params: { uri: 'file:///stale.go' } },
  )
})

t.test('what gopls cancels is cancelled under the id that the editor knows', async t => {
  const { gopls, editor, peer, connection } = await beginSession(t)
  peer.say({ id: 1, method: 'window/showMessageRequest', params: {} })
  await editor.nextCall('window/showMessageRequest')
  connection.socket.destroy()
  const next = await initialized(await gopls.nextConnection())
  next.say({ id: 1, method: 'window/showMessageRequest', params: {} })
  next.say({ method: '$/cancelRequest', params: { id: 77 } })
  next.say({ method: '$/cancelRequest', params: { id: 1 } })
  t.match(await editor.nextCall('$/cancelRequest'), { params: { id: 2 } })
  t.equal(editor.heard.filter(({ method }) => method === '$/cancelRequest').length, 1)
})

t.test('an order to reconnect replays the session, and lets the old connection go in peace', async t => {
  const { gopls, editor, peer, session, supervision } = await beginSession(t)
  editor.say({ id: 1, method: 'textDocument/hover' })
  await peer.nextCall('textDocument/hover')
  session.order({ kind: 'reconnect', session: 'test', reason: 'blocked' })
  const next = await initialized(await gopls.nextConnection())
  await next.nextCall('textDocument/hover')
  peer.say({ id: 1, result: 'late' })
  next.say({ id: 1, result: 'right' })
  t.match(await editor.answerTo(1), { result: 'right' })
  t.ok(peer.heard.some(({ method }) => method === 'shutdown'))
  t.match(supervision.asked[1], { lost: 'ordered' })
  t.match(session.view(), { current: { generation: 2 } })
  t.equal(editor.heard.filter(({ id, method }) => id === 1 && method === undefined).length, 1)
})

t.test('an order to say something shows it', async t => {
  const { editor, session } = await beginSession(t)
  session.order({ kind: 'say', session: 'test', severity: 'warning', message: 'look' })
  t.match(await editor.nextCall('window/showMessage'), { params: { type: 2, message: 'look' } })
})

t.test('a supervisor that wants the session elsewhere has it move', async t => {
  const { gopls, session, supervision } = await beginSession(t)
  t.match(session.registration(), { current: { instance: 'one', generation: 1 }, lost: null })
  session.moveTo({ instance: 'one', generation: 1 })
  t.equal(supervision.asked.length, 1)
  session.moveTo({ instance: 'two', generation: 1 })
  await initialized(await gopls.nextConnection())
  t.match(supervision.asked[1], { lost: 'ordered' })
})

t.test('what a replay could not keep is told in the log', async t => {
  const { gopls, editor, connection } = await beginSession(t)
  connection.socket.destroy()
  await initialized(await gopls.nextConnection(), { hoverProvider: true })
  t.match(await editor.nextCall('window/logMessage'), { params: { type: 2, message: /hoverProvider/ } })
})

t.test('what was answered is told now and then, by method and outcome', async t => {
  const { editor, peer, supervision } = await beginSession(t, { gatherMs: 30 })
  for (const id of [1, 2, 3]) {
    editor.say({ id, method: 'textDocument/hover' })
    await peer.nextCall('textDocument/hover')
  }
  peer.say({ id: 1, result: null })
  peer.say({ id: 2, result: null })
  peer.say({ id: 3, error: { code: 1, message: 'no' } })
  const told = () => supervision.notes.flatMap(note => (note.kind === 'requests' ? note.answered : []))
  await supervision.until(() => told().some(({ method }) => method === 'textDocument/hover'))
  t.match(told(), [
    { method: 'initialize', outcome: 'result', tookMs: [Number] },
    { method: 'textDocument/hover', outcome: 'result', tookMs: [Number, Number] },
    { method: 'textDocument/hover', outcome: 'error', tookMs: [Number] },
  ])
})

function isEmptied(params: unknown): boolean {
  return JSON.stringify(params).includes('"diagnostics":[]')
}
