import { spawnSync } from 'node:child_process'
import t from 'tap'
import { createMetrics, type MetricsFormat } from '../../src/http/metrics.js'
import { FakeDaemon } from './fake-daemon.js'
import { sampleInstance, sampleObserved, sampleSession, sampleSnapshot } from './sample-snapshot.js'

const orders: readonly (readonly MetricsFormat[])[] = [
  ['prometheus', 'openMetrics', 'prometheus'],
  ['openMetrics', 'prometheus', 'openMetrics'],
]
for (const order of orders) {
  t.test(`counters are named as each format wants, asked for as ${order.join(', ')}`, async t => {
    const { metrics, daemon } = start(t)
    daemon.emit('instance.launched', { reason: 'hang' })
    for (const format of order) {
      const { text } = await metrics.render(format)
      const family = `gopls_guardian_restarts${format === 'prometheus' ? '_total' : ''}`
      hasLines(t, text, [`# TYPE ${family} counter`, 'gopls_guardian_restarts_total{reason="hang"} 1'])
      t.equal(text.endsWith('# EOF\n'), format === 'openMetrics')
    }
  })
}

t.test('each format says what it is', async t => {
  const { metrics } = start(t)
  t.equal((await metrics.render('prometheus')).contentType, 'text/plain; version=0.0.4; charset=utf-8')
  t.match((await metrics.render('openMetrics')).contentType, 'application/openmetrics-text; version=1.0.0')
})

t.test('instances are shown as they are at the time of the scrape', async t => {
  const { metrics, daemon } = start(t)
  const shown = async () => (await metrics.render('prometheus')).text
  hasLines(t, await shown(), [
    'gopls_guardian_build_info{version="0.1.0"} 1',
    'gopls_guardian_instance_state{instance="a1",state="ready"} 1',
    'gopls_guardian_instance_state{instance="a1",state="failed"} 0',
    'gopls_guardian_instance_verdict{instance="a1",verdict="healthy"} 1',
    'gopls_guardian_instance_verdict{instance="a1",verdict="hung"} 0',
    'gopls_guardian_instance_resident_memory_bytes{instance="a1"} 100000000',
    'gopls_guardian_instance_cpu_seconds_total{instance="a1"} 1.5',
    'gopls_guardian_instance_start_time_seconds{instance="a1"} 1700000000',
    'gopls_guardian_instance_sessions{instance="a1"} 1',
  ])
  hasLines(t, await shown(), ['gopls_guardian_instance_cpu_seconds_total{instance="a1"} 1.5'])

  daemon.current = sampleSnapshot({
    instances: [sampleInstance({ id: 'b2', residentBytes: null, cpuSeconds: null, startedAtWallMs: null })],
  })
  const later = (await shown()).split('\n')
  t.equal(later.filter(line => line.includes('instance="a1"')).length, 0, 'what vanished is not shown')
  t.equal(later.filter(line => /(?:bytes|seconds_total|time_seconds)\{instance="b2"/.test(line)).length, 0)
})

t.test('sessions are counted by what guardian makes of them', async t => {
  const { metrics, daemon } = start(t)
  const verdicts = ['healthy', 'blocked-on-client', 'blocked-on-client'] as const
  daemon.current = sampleSnapshot({
    instances: [sampleInstance({ sessionList: verdicts.map(verdict => ({ ...sampleSession, verdict })) })],
  })
  const { text } = await metrics.render('prometheus')
  hasLines(t, text, [
    'gopls_guardian_instance_session_verdicts{instance="a1",verdict="healthy"} 1',
    'gopls_guardian_instance_session_verdicts{instance="a1",verdict="blocked-on-client"} 2',
    'gopls_guardian_instance_session_verdicts{instance="a1",verdict="hung"} 0',
  ])
})

t.test('troubles of guardian itself come and go; the limit of memory is told', async t => {
  const { metrics, daemon } = start(t)
  const shown = async () => (await metrics.render('prometheus')).text
  daemon.current = sampleSnapshot({ troubles: [{ code: 'logs-unwritable', detail: 'ENOSPC' }] })
  hasLines(t, await shown(), [
    'gopls_guardian_trouble{code="logs-unwritable"} 1',
    'gopls_guardian_trouble{code="gopls-missing"} 0',
    'gopls_guardian_memory_limit_bytes 200000000',
  ])
  daemon.current = sampleSnapshot()
  hasLines(t, await shown(), ['gopls_guardian_trouble{code="logs-unwritable"} 0'])
})

t.test('events are counted', async t => {
  const { metrics, daemon } = start(t)
  daemon.emit('probe.answered', { probe: 'sessions', tookMs: 4 })
  daemon.emit('probe.failed', { probe: 'sessions', reason: 'timeout' })
  for (const reason of ['start', 'crash', 'crash']) daemon.emit('instance.launched', { reason })
  daemon.emit('instance.ready', { recoveryMs: 400 })
  daemon.emit('instance.ready', {})
  daemon.emit('instance.terminating', { detectionMs: 12_000 })
  daemon.emit('daemon.started', {})
  daemon.emit('log.rotated', { file: 'guardian.log' })
  for (const kind of ['incident.opened', 'incident.repeated', 'incident.unwritable'] as const)
    daemon.emit(kind, { cause: 'deadlock' })
  const { text } = await metrics.render('prometheus')
  hasLines(t, text, [
    'gopls_guardian_probe_duration_seconds_bucket{le="0.005",probe="sessions"} 1',
    'gopls_guardian_probe_duration_seconds_bucket{le="0.0025",probe="sessions"} 0',
    'gopls_guardian_probe_duration_seconds_sum{probe="sessions"} 0.004',
    'gopls_guardian_probe_failures_total{probe="sessions",reason="timeout"} 1',
    'gopls_guardian_incidents_total{cause="deadlock"} 3',
    'gopls_guardian_restarts_total{reason="crash"} 2',
    'gopls_guardian_restarts_total{reason="manual"} 0',
    'gopls_guardian_recovery_duration_seconds_count 1',
    'gopls_guardian_recovery_duration_seconds_sum 0.4',
    'gopls_guardian_detection_duration_seconds_bucket{le="15"} 1',
    'gopls_guardian_detection_duration_seconds_bucket{le="10"} 0',
    'gopls_guardian_log_rotations_total 1',
  ])
  t.notMatch(text, 'reason="start"', 'a first start is no restart')
})

t.test("what editors' sessions tell is counted, by methods that are known", async t => {
  const { metrics, daemon } = start(t)
  const answered = [
    { method: 'textDocument/hover', outcome: 'result', tookMs: [4, 30] },
    { method: 'made/up', outcome: 'error', tookMs: [1] },
    { method: 'also/made/up', outcome: 'error', tookMs: [1] },
  ]
  daemon.emit('session.requests', { session: 's', answered })
  daemon.emit('session.replayed', { session: 's', requests: 3, refused: 0, tookMs: 90 })
  daemon.emit('session.reconnected', { session: 's' })
  daemon.emit('session.answered-for-editor', { session: 's', method: 'workspace/configuration' })
  const { text } = await metrics.render('prometheus')
  hasLines(t, text, [
    'gopls_guardian_requests_total{method="textDocument/hover",outcome="result"} 2',
    'gopls_guardian_requests_total{method="other",outcome="error"} 2',
    'gopls_guardian_request_duration_seconds_bucket{le="0.005",method="textDocument/hover"} 1',
    'gopls_guardian_request_duration_seconds_count{method="other"} 2',
    'gopls_guardian_requests_replayed_total 3',
    'gopls_guardian_sessions_replayed_total 1',
    'gopls_guardian_session_reconnects_total 1',
    'gopls_guardian_answered_for_editors_total 1',
  ])
})

t.test('verdicts that were held back are counted by what held them back', async t => {
  const { metrics, daemon } = start(t)
  for (const reason of ['slept', 'slept', 'settling', 'debugger', 'made\nup'])
    daemon.emit('verdict.suppressed', { reason })
  const { text } = await metrics.render('prometheus')
  hasLines(t, text, [
    '# TYPE gopls_guardian_suppressed_verdicts_total counter',
    'gopls_guardian_suppressed_verdicts_total{reason="slept"} 2',
    'gopls_guardian_suppressed_verdicts_total{reason="settling"} 1',
    'gopls_guardian_suppressed_verdicts_total{reason="debugger"} 1',
    'gopls_guardian_suppressed_verdicts_total{reason="other"} 1',
  ])
})

t.test('damaged events neither throw nor make labels of their own', async t => {
  const { metrics, daemon } = start(t)
  for (const value of [undefined, null, -1, Number.NaN, Number.POSITIVE_INFINITY, '12', {}, 'x'.repeat(99)]) {
    daemon.emit('probe.answered', { probe: value, tookMs: value })
    daemon.emit('probe.failed', { probe: value, reason: value })
    daemon.emit('instance.launched', { reason: value })
    daemon.emit('instance.ready', { recoveryMs: value })
    daemon.emit('instance.terminating', { detectionMs: value })
  }
  const { text } = await metrics.render('prometheus')
  hasLines(t, text, [
    'gopls_guardian_probe_failures_total{probe="other",reason="other"} 8',
    'gopls_guardian_recovery_duration_seconds_count 0',
    'gopls_guardian_detection_duration_seconds_count 0',
  ])
  t.notMatch(text, /probe_duration_seconds_count\{/)
})

t.test('every gopls that guardian did not start is counted by what it is', async t => {
  const { metrics, daemon } = start(t)
  const shown = async () => (await metrics.render('prometheus')).text
  hasLines(t, await shown(), [
    'gopls_guardian_observed_actions_total{action="end",verdict="orphan"} 0',
    'gopls_guardian_observed_actions_total{action="resume",verdict="stopped"} 0',
  ])
  const observed = [
    sampleObserved(),
    sampleObserved({ pid: 2, residentBytes: 5 }),
    sampleObserved({ pid: 3, kind: 'daemon', editor: 'unknown', verdict: 'old', residentBytes: 7 }),
  ]
  daemon.current = sampleSnapshot({ observed })
  daemon.emit('observed.acted', { action: 'end', verdict: 'orphan', outcome: 'ended' })
  hasLines(t, await shown(), [
    'gopls_guardian_observed_processes{kind="stdio",editor="vscode",verdict="healthy"} 2',
    'gopls_guardian_observed_processes{kind="daemon",editor="unknown",verdict="old"} 1',
    'gopls_guardian_observed_resident_memory_bytes{kind="stdio"} 105',
    'gopls_guardian_observed_resident_memory_bytes{kind="daemon"} 7',
    'gopls_guardian_observed_actions_total{action="end",verdict="orphan"} 1',
  ])
  daemon.current = sampleSnapshot()
  t.notMatch(await shown(), /observed_processes\{/, 'what is gone is not shown')
})

t.test('the daemon tells of its own process', async t => {
  const { metrics } = start(t)
  const { text } = await metrics.render('prometheus')
  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
  t.ok(value('process_cpu_seconds_total') > 0.01)
  t.ok(value('process_resident_memory_bytes') > 10_000_000)
  t.ok(Math.abs(value('process_start_time_seconds') + process.uptime() - Date.now() / 1000) < 1)
  if (process.platform === 'linux') t.ok(value('process_open_fds') > 2)
  else t.notMatch(text, 'process_open_fds')
})

t.test('after close nothing is counted any more', async t => {
  const { metrics, daemon } = start(t)
  metrics.close()
  t.equal(daemon.listeners.size, 0)
})

const promtool = spawnSync('promtool', ['--version']).error ? { skip: 'promtool is not installed' } : {}

t.test('promtool finds nothing to say about the Prometheus text', promtool, async t => {
  const { text } = await fullText(t, 'prometheus')
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  })
  t.strictSame({ stdout, stderr, status }, { stdout: '', stderr: '', status: 0 })
})

t.test('promtool reads the OpenMetrics text', promtool, async t => {
  const { text } = await fullText(t, 'openMetrics')
  // `check metrics` knows only the older format; this command has the strict parser, and wants time stamps.
  const dated = text.replaceAll(/^(?!#)(.+)$/gm, '$1 1700000000')
  const folder = t.testdir({ 'metrics.txt': dated })
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', `${folder}/metrics.txt`, `${folder}/blocks`]
  const { stderr, status } = spawnSync('promtool', args, { encoding: 'utf8' })
  t.equal(status, 0, stderr)
})

async function fullText(t: Tap, format: MetricsFormat) {
  const { metrics, daemon } = start(t)
  daemon.current = sampleSnapshot({ observed: [sampleObserved()] })
  daemon.emit('probe.answered', { probe: 'sessions', tookMs: 4 })
  daemon.emit('probe.failed', { probe: 'sessions', reason: 'timeout' })
  return metrics.render(format)
}

type Tap = Pick<typeof t, 'teardown' | 'strictSame'>

function start(t: Tap) {
  const daemon = new FakeDaemon()
  const metrics = createMetrics(daemon)
  t.teardown(() => metrics.close())
  return { daemon, metrics }
}

function hasLines(t: Tap, text: string, expected: readonly string[]): void {
  const lines = new Set(text.split('\n'))
  t.strictSame(
    expected.filter(line => !lines.has(line)),
    [],
  )
}
