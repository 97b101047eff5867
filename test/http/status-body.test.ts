import t from 'tap'
import { describeHealth } from '../../src/http/health.js'
import { describeStatus } from '../../src/http/status-body.js'
import { sampleInstance, sampleSession, sampleSnapshot } from './sample-snapshot.js'

const nothing = { settings: {}, origins: {} }

t.test('the status says all that health says, and what only the owner may know', async t => {
  const troubles = [{ code: 'logs-unwritable', detail: 'EROFS /home/ada/logs' }] as const
  const snapshot = sampleSnapshot({ troubles })
  const status = describeStatus(snapshot, nothing, 0)
  const health = describeHealth(snapshot, 0).body
  t.strictSame({ ...status, instances: health.instances }, { ...status, ...health })
  t.match(status, { pid: 1234, troubles })
  t.match(status.instances, [
    {
      id: 'a1',
      workspace: '/home/ada/secret-project',
      socket: '/home/ada/run/a1.sock',
      reason: 'answers',
      evidence: { unansweredLooks: 0 },
      breaker: { state: 'closed' },
      startedAt: '2023-11-14T22:13:20.000Z',
      sessionCount: 1,
      sessions: [],
    },
  ])
})

t.test('the sessions of an instance are told, as their relays tell of them', async t => {
  const snapshot = sampleSnapshot({
    instances: [sampleInstance({ sessions: 2, sessionList: [sampleSession] })],
  })
  t.match(describeStatus(snapshot, nothing, 0).instances, [{ sessionCount: 2, sessions: [sampleSession] }])
})

t.test('an instance that never started has no start time', async t => {
  const snapshot = sampleSnapshot({ instances: [sampleInstance({ startedAtWallMs: null })] })
  t.equal(describeStatus(snapshot, nothing, 0).instances[0]?.startedAt, null)
})

t.test('environment variables are named without their values', async t => {
  const settings = {
    gopls: { path: '/usr/bin/gopls', env: { GOPROXY: 'https://me:hunter2@proxy' } },
    dryRun: false,
  }
  const { configuration } = describeStatus(sampleSnapshot(), { settings, origins: { dryRun: 'default' } }, 0)
  t.strictSame(configuration, {
    settings: { gopls: { path: '/usr/bin/gopls', env: { GOPROXY: '(hidden)' } }, dryRun: false },
    origins: { dryRun: 'default' },
  })
})
