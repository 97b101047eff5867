import t from 'tap'
import { begin, HandSupervision, leaseOf, openSession } from './opened-session.js'
import { initialized, ScriptedGopls } from './scripted-gopls.js'

t.test('what the editor says reaches gopls, and the other way round', async t => {
  const gopls = await ScriptedGopls.listen(t)
  const supervision = new HandSupervision(() => leaseOf(gopls.socketPath))
  const { editor, session } = openSession(t, supervision, { goplsArgs: ['-v'] })
  const begun = begin(editor, { rootUri: 'file:///tmp/module', clientInfo: { name: 'hand', version: '1' } })
  const peer = await initialized(await gopls.nextConnection())
  await begun
  await peer.nextCall('initialized')
  editor.say({ id: 7, method: 'textDocument/hover', params: { text: '漢🚀' } })
  t.match(await peer.nextCall('textDocument/hover'), { id: 7, params: { text: '漢🚀' } })
  peer.say({ id: 7, result: { contents: '漢' } })
  t.match(await editor.answerTo(7), { result: { contents: '漢' } })
  t.match(supervision.asked, [
    {
      editor: { name: 'hand', version: '1' },
      roots: ['/tmp/module'],
      goplsArgs: ['-v'],
      current: null,
      lost: null,
      patient: false,
    },
  ])
  t.match(session.view(), {
    current: { instance: 'one', generation: 1 },
    pending: 0,
    conversation: { pending: null },
  })
})

t.test('before initialize, only the handshake of gopls -remote is answered', async t => {
  const { editor } = openSession(t, new HandSupervision(() => leaseOf('/nowhere')))
  t.match(await editor.ask(1, 'textDocument/hover'), { error: { code: -32002 } })
  t.match(await editor.ask(2, 'gopls/handshake'), {
    result: { sessionID: '', logfile: '', debugAddr: '', goplsPath: '' },
  })
})

t.test('exit is never forwarded', async t => {
  for (const { asksShutdown, exitCode } of [
    { asksShutdown: true, exitCode: 0 },
    { asksShutdown: false, exitCode: 1 },
  ])
    t.test(`and the exit code is ${exitCode} then`, async t => {
      const gopls = await ScriptedGopls.listen(t)
      const supervision = new HandSupervision(() => leaseOf(gopls.socketPath))
      const { editor, session } = openSession(t, supervision)
      const begun = begin(editor)
      const connection = await gopls.nextConnection()
      const peer = await initialized(connection)
      await begun
      if (asksShutdown) t.match(await editor.ask(9, 'shutdown'), { result: null })
      void peer.nextCall('shutdown').then(({ id }) => peer.say({ id: id ?? null, result: null }))
      editor.say({ method: 'exit' })
      t.equal(await session.ended, exitCode)
      t.notOk(peer.heard.some(({ method }) => method === 'exit'))
      t.same(supervision.released, ['test'])
    })
})

t.test('a lost connection is replaced, and what was asked is asked again', async t => {
  const first = await ScriptedGopls.listen(t)
  const second = await ScriptedGopls.listen(t)
  const supervision = new HandSupervision((_, nth) =>
    leaseOf(nth === 1 ? first.socketPath : second.socketPath, nth),
  )
  const { editor } = openSession(t, supervision)
  const begun = begin(editor)
  const connection = await first.nextConnection()
  const peer = await initialized(connection)
  await begun
  editor.say({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri: 'file:///a.go', languageId: 'go', version: 1, text: 'package a' } },
  })
  peer.say({ method: '$/progress', params: { token: 't', value: { kind: 'begin', title: 'x' } } })
  peer.say({ id: 1, method: 'workspace/configuration', params: { items: [{}] } })
  t.match(await editor.nextCall('workspace/configuration'), { id: 1 })
  editor.say({ id: 3, method: 'textDocument/hover', params: {} })
  editor.say({ id: 4, method: 'workspace/executeCommand', params: { command: 'gopls.tidy' } })
  await peer.nextCall('workspace/executeCommand')
  connection.socket.destroy()

  const next = await initialized(await second.nextConnection())
  t.match(await next.nextCall('textDocument/didOpen'), { params: { textDocument: { text: 'package a' } } })
  t.match(await next.nextCall('textDocument/hover'), { id: 3 })
  t.match(await editor.answerTo(4), { error: { code: -32803 } })
  t.match(
    await editor.next(({ method, params }) => method === '$/progress' && /end/.test(JSON.stringify(params))),
    {},
  )
  next.say({ id: 1, method: 'workspace/configuration', params: { items: [{}, {}] } })
  t.match(await editor.nextCall('workspace/configuration'), { id: 2 }, 'ids of gopls never come twice')
  editor.say({ id: 1, result: ['late'] })
  editor.say({ id: 2, result: ['new'] })
  t.match(await next.answerTo(1), { result: ['new'] }, 'a late answer goes nowhere')
  next.say({ id: 3, result: 'hover' })
  t.match(await editor.answerTo(3), { result: 'hover' })
  t.match(supervision.asked[1], { lost: 'closed', patient: false })
  t.match(
    supervision.notes.find(({ kind }) => kind === 'replayed'),
    { requests: 1, refused: 1 },
  )
})
