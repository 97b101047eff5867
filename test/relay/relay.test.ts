import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { systemClock } from '../../src/host/clock.js'
import { Relay } from '../../src/relay/relay.js'
import { eventually } from '../host/eventually.js'
import { JsonPeer } from './json-peer.js'
import { begin, HandSupervision, leaseOf } from './opened-session.js'
import { initialized, ScriptedGopls } from './scripted-gopls.js'

function newRelay(environment: Record<string, string> = {}): Relay {
  return new Relay({
    goplsArgs: [],
    environment,
    openConnection: ({ socketPath }) => connect(socketPath),
    clock: systemClock,
    trace: undefined,
  })
}

t.test('each editor has a session of its own, known by its name', async t => {
  const gopls = await ScriptedGopls.listen(t)
  const supervision = new HandSupervision(() => leaseOf(gopls.socketPath))
  const relay = newRelay()
  const [first, second] = [1, 2].map(() => {
    const [source, sink] = [new PassThrough(), new PassThrough()]
    return { session: relay.open({ source, sink }, supervision), editor: new JsonPeer(sink, source) }
  })
  if (!first || !second) return
  t.match(await relay.views(), [{ current: null }, { current: null }])
  t.same(relay.registrations(), [])
  const begun = begin(first.editor)
  await initialized(await gopls.nextConnection())
  await begun
  const [registration] = relay.registrations()
  t.match(registration, { current: { instance: 'one', generation: 1 }, lost: null })
  const session = registration?.session ?? ''
  relay.order({ kind: 'say', session: 'nobody', severity: 'error', message: 'unheard' })
  relay.order({ kind: 'say', session, severity: 'error', message: 'heard' })
  t.match(await first.editor.nextCall('window/showMessage'), { params: { message: 'heard' } })
  relay.registered(session, leaseOf(gopls.socketPath))
  relay.registered(session, { ok: false, reason: 'failed', message: '' })
  t.equal(supervision.asked.length, 1)
  relay.registered(session, leaseOf(gopls.socketPath, 2))
  await initialized(await gopls.nextConnection())
  t.match(supervision.asked[1], { lost: 'ordered' })
  await relay.close()
  t.same(await relay.views(), [])
  t.equal(await second.session.ended, 0)
})

t.test('what it starts for the daemon has its environment, and a stderr file', async t => {
  const folder = t.testdir()
  const stderrPath = join(folder, 'err.log')
  const relay = newRelay({ FROM_EDITOR: 'one' })
  const spawned = await relay.spawn({
    path: '/bin/sh',
    args: ['-c', 'echo $FROM_EDITOR $FROM_PLAN >&2; read nothing'],
    environment: { FROM_PLAN: 'two' },
    folder,
    stderrPath,
  })
  t.match(spawned, { ok: true, pid: Number })
  t.equal(await eventually(() => Promise.resolve(readFileSync(stderrPath, 'utf8') || undefined)), 'one two\n')
})

t.test('what cannot be started is said', async t => {
  const folder = t.testdir()
  const plan = { args: [], environment: {}, folder, stderrPath: null }
  t.match(await newRelay().spawn({ ...plan, path: join(folder, 'none') }), { ok: false, detail: /ENOENT/ })
  t.match(await newRelay().spawn({ ...plan, path: '/bin/true', stderrPath: join(folder, 'no', 'file') }), {
    ok: false,
    detail: /ENOENT/,
  })
})
