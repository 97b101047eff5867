import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { isRunning } from '../supervisor/is-running.js'
import { builtMain } from './built-main.js'
import { startDaemon } from './start-daemon.js'

t.test('what was stopped by hand stays stopped, for the next daemon too, until it is restarted', async t => {
  const gopls = installFakeGopls(t).path
  const first = await startDaemon(t, { gopls })
  const [, pid] = await first.stdout.until(/generation 1 started, pid (\d+)/)
  await first.stdout.until(/^http:/)
  t.match(await command(first.home, 'stop', '1'), { stdout: /^1: stop accepted/ })
  await first.stdout.until(/generation 1 ended: SIGTERM/)
  const stopped = { state: 'stopped', pid: null, generation: 1, restarts: { manual: 0, crash: 0 } }
  t.match(await first.statusWhen(() => true), { status: 'pass', instances: [stopped] })
  t.equal(await isRunning(Number(pid)), false)
  await first.kill('SIGTERM')

  const next = await startDaemon(t, { home: first.home, gopls })
  await next.stdout.until(/^http:/)
  t.match((await next.statusWhen(() => true)).instances, [stopped])
  t.match(await command(first.home, 'restart', '1'), { stdout: /^1: restart accepted/ })
  await next.stdout.until(/generation 2 answers/)
  const running = { state: 'ready', generation: 2, restarts: { manual: 1, crash: 0 } }
  t.match((await next.statusWhen(() => true)).instances, [running])
})

t.test('a restart by hand ends the old gopls, and is no failure', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/generation 1 answers/)
  t.match(await daemon.post('/api/v1/instances/1/restart'), { ok: true })
  await daemon.stdout.until(/ending generation 1, pid \d+ \(manual\)/)
  await daemon.stdout.until(/generation 2 answers/)
  t.equal(await isRunning(Number(pid)), false)
  t.match((await daemon.statusWhen(() => true)).instances, [
    { generation: 2, restarts: { manual: 1, crash: 0, hang: 0 }, breaker: { streak: 0 } },
  ])
})

t.test('a stop wins over a restart that is under way', async t => {
  const gopls = installFakeGopls(t, 'ignore-term').path
  const daemon = await startDaemon(t, { gopls, config: { stop: { termGrace: '3s' } } })
  await daemon.stdout.until(/generation 1 answers/)
  await daemon.post('/api/v1/instances/1/restart')
  t.match(await daemon.post('/api/v1/instances/1/stop'), { ok: true })
  t.match(await daemon.post('/api/v1/instances/1/restart'), { ok: false, detail: /on its way out/ })
  await daemon.stdout.until(/generation 1 ended: SIGKILL/)
  t.match((await daemon.statusWhen(() => true)).instances, [{ state: 'stopped', generation: 1 }])
})

t.test('a daemon that goes while a gopls is being stopped leaves the rest to the next', async t => {
  const gopls = installFakeGopls(t, 'ignore-term').path
  const first = await startDaemon(t, { gopls, config: { stop: { termGrace: '30s' } } })
  const [, pid] = await first.stdout.until(/generation 1 started, pid (\d+)/)
  await first.stdout.until(/generation 1 answers/)
  await first.post('/api/v1/instances/1/stop')
  await first.stdout.until(/ending generation 1/)
  t.match(await first.kill('SIGTERM'), { exitCode: 0 })
  t.equal(await isRunning(Number(pid)), true)
  const next = await startDaemon(t, { home: first.home, gopls, config: {} })
  await next.stdout.until(/generation 1 ended/)
  t.equal(await isRunning(Number(pid)), false)
  t.match((await next.statusWhen(() => true)).instances, [{ state: 'stopped', generation: 1 }])
})

t.test('a dry run says what it would do to a hung gopls, and sends no signal', async t => {
  const gopls = installFakeGopls(t, 'hang-after-ready').path
  const config = { dryRun: true, probe: { timeout: '100ms', failures: 2 }, hang: { floor: '200ms' } }
  const daemon = await startDaemon(t, { gopls, config })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/dry run: would replace generation 1 \(hang\)/)
  const { instances } = await daemon.statusWhen(
    ({ instances: [hung] }) => hung?.verdict === 'hung' && hung.evidence.unansweredLooks > 4,
  )
  t.match(instances, [{ state: 'ready', generation: 1 }])
  t.equal(await isRunning(Number(pid)), true)
  t.equal(daemon.stdout.lines.filter(line => line.includes('dry run')).length, 1, 'said once')
})

async function command(home: string, ...args: readonly string[]): Promise<{ readonly stdout: string }> {
  const env = { PATH: process.env['PATH'], GOPLS_GUARDIAN_HOME: home }
  return promisify(execFile)(process.execPath, [builtMain, ...args], { env })
}
