import t from 'tap'
import type { LeaseAnswer } from '../../src/control/supervision.js'
import { sessionLimits } from '../../src/relay/session-limits.js'
import { begin, beginSession, HandSupervision, leaseOf, openSession } from './opened-session.js'
import { initialized, ScriptedGopls } from './scripted-gopls.js'

const refusal: LeaseAnswer = { ok: false, reason: 'failed', message: 'gopls cannot live here. Do this.' }
const missing: LeaseAnswer = { ok: false, reason: 'missing', message: 'No gopls was found. Do this.' }

t.test('without a gopls, requests are answered with the reason, and the person hears it once', async t => {
  const { gopls, supervision, editor, connection } = await beginSession(t)
  let grant: (answer: LeaseAnswer) => void = () => undefined
  supervision.answer = ({ patient }) =>
    patient ? new Promise<LeaseAnswer>(resolve => (grant = resolve)) : refusal
  editor.say({ id: 1, method: 'textDocument/hover' })
  editor.say({ id: 2, method: 'workspace/executeCommand', params: { command: 'gopls.tidy' } })
  await connection.peer.nextCall('workspace/executeCommand')
  connection.socket.destroy()
  t.match(await editor.answerTo(1), { error: { code: -32803, message: /Do this/ } })
  t.match(await editor.answerTo(2), { error: { code: -32803, message: /may be done/ } })
  t.match(await editor.nextCall('window/showMessage'), { params: { type: 1, message: /Do this/ } })
  t.match(await editor.ask(3, 'textDocument/hover'), { error: { message: /Do this/ } })
  editor.say({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri: 'file:///b.go', languageId: 'go', version: 1, text: 'package b' } },
  })
  t.match(supervision.asked.slice(1), [{ patient: false }, { patient: true, lost: 'closed' }])

  grant(leaseOf(gopls.socketPath, 2))
  const next = await initialized(await gopls.nextConnection())
  t.match(await next.nextCall('textDocument/didOpen'), { params: { textDocument: { text: 'package b' } } })
  editor.say({ id: 4, method: 'textDocument/hover' })
  next.say({ id: (await next.nextCall('textDocument/hover')).id ?? null, result: 'well' })
  t.match(await editor.answerTo(4), { result: 'well' })
  t.equal(editor.heard.filter(({ method }) => method === 'window/showMessage').length, 1)
})

t.test('initialize waits for a gopls', async t => {
  const gopls = await ScriptedGopls.listen(t)
  const supervision = new HandSupervision(({ patient }) => (patient ? leaseOf(gopls.socketPath) : missing))
  const { editor } = openSession(t, supervision)
  const begun = begin(editor)
  await initialized(await gopls.nextConnection())
  await begun
  t.same(
    supervision.asked.map(({ patient }) => patient),
    [false, true],
  )
})

t.test('initialize fails in the end, with the remedy; a second one begins anew', async t => {
  const gopls = await ScriptedGopls.listen(t)
  let isWell = false
  const never = new Promise<LeaseAnswer>(() => undefined)
  const supervision = new HandSupervision(({ patient }) => {
    if (isWell) return leaseOf(gopls.socketPath)
    return patient ? never : missing
  })
  const { editor } = openSession(t, supervision, { limits: { ...sessionLimits, initializeMs: 500 } })
  t.match(await editor.ask(1, 'initialize', {}), { error: { code: -32803, message: /Do this/ } })
  t.match(await editor.ask(2, 'textDocument/hover'), { error: { code: -32002 } })
  isWell = true
  const begun = begin(editor)
  await initialized(await gopls.nextConnection())
  await begun
  t.notOk(editor.heard.some(({ method }) => method === 'window/showMessage'))
})

for (const reason of ['failed', 'stopped'] as const)
  t.test(`initialize is refused at once by a gopls that ${reason}: no trial will come in time`, async t => {
    const gopls = await ScriptedGopls.listen(t)
    let answer: LeaseAnswer = { ...refusal, reason }
    const { editor } = openSession(t, new HandSupervision(() => answer))
    t.match(await editor.ask(1, 'initialize', {}), { error: { code: -32803, message: /Do this/ } })
    answer = leaseOf(gopls.socketPath)
    const begun = begin(editor)
    await initialized(await gopls.nextConnection())
    await begun
  })

t.test('a gopls that refuses initialize is heard, and left', async t => {
  const gopls = await ScriptedGopls.listen(t)
  const { editor } = openSession(t, new HandSupervision(() => leaseOf(gopls.socketPath)))
  const asked = editor.ask(1, 'initialize', {})
  const { peer } = await gopls.nextConnection()
  await peer.nextCall('initialize')
  peer.say({ id: 1, error: { code: -32602, message: 'bad params' } })
  t.match(await asked, { error: { code: -32602 } })
  await peer.nextCall('shutdown')
  const begun = begin(editor)
  await initialized(await gopls.nextConnection())
  await begun
})

t.test('where nobody listens, another gopls is asked for', async t => {
  const gopls = await ScriptedGopls.listen(t)
  const supervision = new HandSupervision((_, nth) => leaseOf(nth < 3 ? '/nowhere/s' : gopls.socketPath))
  const { editor } = openSession(t, supervision, { limits: { ...sessionLimits, retryMinMs: 1 } })
  const begun = begin(editor)
  await initialized(await gopls.nextConnection())
  await begun
  t.same(
    supervision.asked.map(({ lost }) => lost),
    [null, 'refused', 'refused'],
  )
})

t.test('shutdown needs no gopls', async t => {
  const { supervision, editor, connection, session } = await beginSession(t)
  supervision.answer = () => new Promise<LeaseAnswer>(() => undefined)
  editor.say({ id: 1, method: 'textDocument/hover' })
  await connection.peer.nextCall('textDocument/hover')
  connection.socket.destroy()
  await supervision.untilAsked(2)
  t.match(await editor.ask(2, 'shutdown'), { result: null })
  t.match(await editor.answerTo(1), { error: { code: -32600 } })
  t.match(await editor.ask(3, 'textDocument/hover'), { error: { code: -32600 } })
  editor.say({ method: 'exit' })
  t.equal(await session.ended, 0)
})
