import fc from 'fast-check'
import t from 'tap'
import { describeHealth } from '../../src/http/health.js'
import type { DaemonSnapshot, DaemonTrouble, InstanceSnapshot } from '../../src/supervisor/snapshot.js'
import { marker, snapshots } from './arbitrary-snapshot.js'
import { sampleInstance, sampleSnapshot } from './sample-snapshot.js'

const health = (changes: Partial<DaemonSnapshot>) => describeHealth(sampleSnapshot(changes), 0)
const healthWith = (...instances: readonly Partial<InstanceSnapshot>[]) =>
  health({ instances: instances.map(sampleInstance) })
const ranks = { pass: 0, warn: 1, fail: 2 }

t.test('a healthy instance with an editor passes, in the shape of the contract', async t => {
  const { httpStatus, body } = health({})
  t.equal(httpStatus, 200)
  t.same(Object.keys(body), ['status', 'version', 'serviceId', 'startedAt', 'checks', 'instances'])
  t.equal(body.startedAt, '2023-11-14T22:13:20.000Z')
  t.same(body.checks['gopls:a1'], [
    { status: 'pass', observedValue: 100_000_000, observedUnit: 'bytes', time: '1970-01-01T00:00:00.000Z' },
  ])
  t.match(body.checks['supervisor:loop'], [{ status: 'pass', observedValue: 2, observedUnit: 'ms' }])
  t.strictSame(body.instances, [
    {
      id: 'a1',
      state: 'ready',
      verdict: 'healthy',
      pid: 4242,
      generation: 1,
      goplsVersion: 'v0.23.0',
      uptimeSeconds: 12,
      sessions: 1,
      residentBytes: 100_000_000,
      restarts: { crash: 0, hang: 0, memory: 0, cpu: 0, upgrade: 0, manual: 0 },
    },
  ])
})

const instanceCases: readonly [string, readonly Partial<InstanceSnapshot>[], string, string | undefined][] = [
  ['a failed instance with an editor', [{ state: 'failed' }, { id: 'b' }], 'fail', 'instance-failed'],
  ['the only instance failed', [{ state: 'failed', sessions: 0 }], 'fail', 'instance-failed'],
  [
    'failed and in back-off',
    [
      { state: 'failed', sessions: 0 },
      { id: 'b', state: 'backoff' },
    ],
    'fail',
    'instance-failed',
  ],
  [
    'a failed one without editor beside a ready one',
    [{ state: 'failed', sessions: 0 }, { id: 'b' }],
    'warn',
    'instance-failed',
  ],
  [
    'a failed one without editor beside a starting one',
    [
      { id: 'b', state: 'starting' },
      { state: 'failed', sessions: 0 },
    ],
    'warn',
    'instance-starting',
  ],
  ['a start', [{ state: 'starting', sessions: 0 }], 'warn', 'instance-starting'],
  ['a back-off', [{ state: 'backoff' }], 'warn', 'instance-backoff'],
  ['a planned stop under way', [{ state: 'stopping' }], 'pass', undefined],
  ['a stop because of a hang', [{ state: 'stopping', verdict: 'hung' }], 'warn', 'verdict-hung'],
  ['a planned stop', [{ state: 'stopped', verdict: 'gone' }], 'pass', undefined],
  ['no instance at all', [], 'pass', 'no editor connected'],
  ['no editor', [{ sessions: 0 }], 'pass', 'no editor connected'],
  ['no editor during a suspicion', [{ sessions: 0, verdict: 'suspect' }], 'warn', 'verdict-suspect'],
]
for (const [name, instances, status, output] of instanceCases) {
  t.test(`${name}: ${status}, ${output ?? 'no output'}`, async t => {
    const { body, httpStatus } = healthWith(...instances)
    t.equal(body.status, status)
    t.equal(body.output, output)
    t.equal(httpStatus, status === 'fail' ? 503 : 200)
  })
}

const tolerated = ['unknown', 'healthy', 'busy', 'waiting-on-child'] as const
const worrying = ['blocked-on-client', 'stopped', 'suspect', 'hung', 'gone'] as const
for (const verdict of tolerated)
  t.equal(healthWith({ verdict }).body.status, 'pass', `${verdict} is no reason to warn`)
for (const verdict of worrying)
  t.equal(healthWith({ verdict }).body.output, `verdict-${verdict}`, `${verdict} warns`)

t.test('a session that is worse than busy warns, without a word of whose it is', async t => {
  const session = {
    id: 's',
    editor: { name: 'ed', version: null },
    roots: ['/secret'],
    pending: 1,
    lastSignMs: 1,
  }
  const withSession = (verdict: 'healthy' | 'suspect' | 'waiting-on-child', oldestPendingMs: number) =>
    healthWith({ sessionList: [{ ...session, verdict, oldestPendingMs, reason: 'of /secret' }] }).body
  t.equal(withSession('healthy', 10).status, 'pass')
  t.match(withSession('suspect', 10), { status: 'warn', output: 'verdict-suspect' })
  t.equal(withSession('waiting-on-child', 120_000).status, 'pass')
  t.equal(withSession('waiting-on-child', 120_001).output, 'verdict-waiting-on-child')
  t.notMatch(JSON.stringify(withSession('suspect', 10)), /secret/)
})

t.test('an error that gopls told an editor of warns with its code', async t => {
  const { body } = describeHealth(sampleSnapshot({ toldErrors: ['go-not-found', 'no-network'] }), 0)
  t.match(body, {
    status: 'warn',
    output: 'told-go-not-found',
    checks: { 'editors:told-errors': [{ observedValue: 2 }] },
  })
})

t.test('waiting on a child warns after two minutes of it', async t => {
  const waitingFor = (verdictForSeconds: number) =>
    healthWith({ verdict: 'waiting-on-child', verdictForSeconds }).body.status
  t.equal(waitingFor(120), 'pass')
  t.equal(waitingFor(121), 'warn')
})

const troubleCases: readonly [DaemonTrouble['code'], string, string][] = [
  ['configuration-refused', 'configuration:file', 'warn'],
  ['http-port-taken', 'http:port', 'warn'],
  ['logs-unwritable', 'logs:disk', 'warn'],
  ['events-unwritable', 'events:disk', 'warn'],
  ['state-unwritable', 'state:disk', 'warn'],
  ['gopls-missing', 'toolchain:gopls', 'fail'],
]
for (const [code, check, status] of troubleCases) {
  t.test(`${code} makes ${check} ${status}`, async t => {
    const { body } = health({ troubles: [{ code, detail: '/home/ada' }] })
    t.match(body.checks[check], [{ status, output: code, observedValue: 1 }])
    t.equal(body.status, status)
    t.equal(body.output, code)
  })
}

t.test('a missing gopls is told rather than the failure that follows from it', async t => {
  const instances = [sampleInstance({ state: 'failed' })]
  const troubles = [{ code: 'gopls-missing', detail: '' }] as const
  t.equal(health({ instances, troubles }).body.output, 'gopls-missing')
})

for (const version of [
  'v0.23.0',
  'v0.21.0-pre.1',
  'v0.0.0-20240101000000-abcdef123456+dirty',
  '(devel)',
  '(unknown)',
])
  t.equal(healthWith({ goplsVersion: version }).body.instances[0]?.goplsVersion, version)
for (const version of ['v1.2.3 /home/ada', 'panic: x', 'v1.2.3\n', '', `v1.2.3-${'a'.repeat(65)}`])
  t.equal(healthWith({ goplsVersion: version }).body.instances[0]?.goplsVersion, null)

t.test('the whole is exactly as bad as its worst check', async () => {
  fc.assert(
    fc.property(snapshots, snapshot => {
      const { body, httpStatus } = describeHealth(snapshot, 0)
      const checks = Object.values(body.checks).flat()
      const worst = Math.max(...checks.map(({ status }) => ranks[status]))
      const explained = checks.every(({ status, output }) => (status === 'pass') === (output === undefined))
      return ranks[body.status] === worst && (httpStatus === 503) === (body.status === 'fail') && explained
    }),
  )
})

t.test('nothing private is told, whatever the snapshot holds', async () => {
  fc.assert(fc.property(snapshots, snapshot => !JSON.stringify(describeHealth(snapshot, 0)).includes(marker)))
})
