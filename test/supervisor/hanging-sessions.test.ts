import t, { type Test } from 'tap'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import type { InstanceRef, SessionView } from '../../src/control/supervision.js'
import { eventually } from '../host/eventually.js'
import { findRealGopls } from '../real/real-gopls.js'
import { hangingView, InTestRelay, leaseRequest, sessionView } from './in-test-relay.js'
import { startSupervisor } from './start-supervisor.js'

const { skip, binary } = await findRealGopls()
const floorMs = 1_000

t.test(
  'a session that hangs on a gopls that answers is given another connection, and not before the floor',
  { skip },
  async t => {
    const { hang, relay, supervisor, events } = await openSession(t)
    const ordered = relay.nextOrder()
    const beganMs = hang()
    const order = await ordered
    t.ok(performance.now() - beganMs >= floorMs)
    t.match(order, { kind: 'reconnect', session: 's1', reason: /^textDocument\/hover unanswered for \d/ })
    t.ok(events.some(({ kind }) => kind === 'session.reconnected'))
    await eventually(async () => supervisor.instances()[0]?.verdict === 'healthy' || undefined)
    t.match(supervisor.instances(), [{ state: 'ready', generation: 1 }])
  },
)

t.test(
  'one that hangs again is the end of the process, which was not asked for its stacks by a signal',
  { skip },
  async t => {
    const { hang, relay, eventWhen, events } = await openSession(t)
    const ordered = relay.nextOrder()
    hang()
    await ordered
    hang()
    t.match(await eventWhen(({ kind }) => kind === 'instance.terminating'), {
      data: { reason: 'hang', because: /^a session of ed: textDocument\/hover unanswered/ },
    })
    await eventWhen(({ kind, generation }) => kind === 'instance.ready' && generation === 2)
    t.notOk(events.some(({ data }) => data['signal'] === 'SIGQUIT'))
  },
)

t.test('on another process it begins with the smallest cure again', { skip }, async t => {
  const { hang, host, relay, request, eventWhen } = await openSession(t)
  for (let times = 0; times < 2; times += 1) {
    const ordered = relay.nextOrder()
    hang()
    await Promise.race([ordered, eventWhen(({ kind }) => kind === 'instance.terminating')])
  }
  const answer = await host.lease({ ...request, lost: 'closed' }, new AbortController().signal)
  t.match(answer, { ok: true, generation: 2 })
  const ordered = relay.nextOrder()
  hang(answer.ok ? answer : null)
  t.match(await ordered, { kind: 'reconnect' })
})

t.test('a dry run only says so', { skip }, async t => {
  const { hang, relay, eventWhen } = await openSession(t, { dryRun: true })
  hang()
  await eventWhen(({ kind }) => kind === 'session.would-reconnect')
  t.strictSame(relay.orders, [])
})

t.test('nobody is convicted through a relay that does not answer', { skip }, async t => {
  const { hang, relay, supervisor, eventWhen } = await openSession(t, { hang: { floor: '4s' } })
  hang()
  await eventWhen(({ kind, data }) => kind === 'session.verdict' && data['verdict'] === 'suspect')
  relay.isMute = true
  await eventWhen(({ kind, data }) => kind === 'session.verdict' && data['verdict'] === 'unknown')
  t.match(supervisor.instances(), [{ sessionList: [{ verdict: 'unknown', pending: 1 }] }])
  t.strictSame(relay.orders, [])
})

t.test(
  'what relays tell of becomes events, and an error of gopls is known until its editor leaves',
  { skip },
  async t => {
    const { host, events, supervisor } = await openSession(t)
    host.note('s1', { kind: 'told-error', code: 'go-not-found', message: 'no go' })
    host.note('s1', { kind: 'replayed', tookMs: 90, requests: 2, refused: 0 })
    host.note('unknown', { kind: 'suspect-request', method: 'x' })
    t.strictSame(supervisor.snapshot().toldErrors, ['go-not-found'])
    host.note('s1', { kind: 'loaded' })
    t.strictSame(supervisor.snapshot().toldErrors, [])
    host.note('s1', { kind: 'told-error', code: 'no-network', message: 'no such host' })
    host.gone()
    t.strictSame(supervisor.snapshot().toldErrors, [])
    t.match(
      events.filter(({ kind }) => kind.startsWith('session.')),
      [
        { kind: 'session.opened', data: { session: 's1', editor: { name: 'ed' } } },
        { kind: 'session.verdict' },
        { kind: 'session.told-error', instance: '1', data: { code: 'go-not-found' } },
        { kind: 'session.replayed', data: { requests: 2 } },
        { kind: 'session.loaded' },
        { kind: 'session.told-error', data: { code: 'no-network' } },
        { kind: 'session.closed' },
      ],
    )
  },
)

/** A session on a real gopls, of which this test says how it stands; `hang` says from when on it hangs. */
async function openSession(t: Test, config: ConfigurationDocument = {}) {
  const started = await startSupervisor(t, {
    gopls: binary?.path ?? '',
    config: { hang: { floor: `${floorMs}ms` }, ...config },
  })
  const { supervisor, environment } = started
  const relay = new HangingRelay()
  const host = supervisor.welcome({ side: relay })
  const request = leaseRequest({ environment })
  const answer = await host.lease(request, new AbortController().signal)
  if (!answer.ok) throw new Error(answer.message)
  relay.view = () => sessionView(answer)
  supervisor.lookSoon()
  await started.eventWhen(({ kind, data }) => kind === 'session.verdict' && data['verdict'] === 'healthy')
  const hang = (current: InstanceRef | null = answer): number => {
    const beganMs = performance.now()
    relay.view = () => hangingView(current, performance.now() - beganMs)
    const timer = setTimeout(() => host.raiseDoubt('s1'), supervisor.terms.doubtAfterMs)
    t.teardown(() => clearTimeout(timer))
    return beganMs
  }
  return { ...started, relay, host, request, hang }
}

class HangingRelay extends InTestRelay {
  view: () => SessionView = () => sessionView(null)

  override async views(): Promise<readonly SessionView[]> {
    return this.isMute ? [] : [this.view()]
  }

  nextOrder(): Promise<InTestRelay['orders'][number]> {
    return new Promise(resolve => {
      this.onOrder = resolve
    })
  }
}
