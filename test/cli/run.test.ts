import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { isRunning } from '../supervisor/is-running.js'
import { startDaemon } from './start-daemon.js'

t.test('a healthy start ends with a line that says where to ask', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [url] = await daemon.stdout.until(/^http:.*/)
  const response = await fetch(url)
  t.equal(response.status, 200)
  t.match(response.headers.get('content-type'), /^application\/health\+json/)
  t.match(await response.json(), {
    status: 'pass',
    output: 'no editor connected',
    instances: [{ id: '1', state: 'ready', verdict: 'healthy', generation: 1, goplsVersion: 'v0.23.0' }],
  })
  const { stdout } = daemon
  t.equal(stdout.lines.at(-1), url, 'the address stands last')
  t.match(
    stdout.lines.join('\n'),
    /real gopls v0\.23\.0 at \/.*gopls 1: generation 1 started, pid \d+$.*gopls 1: generation 1 answers$/ms,
  )
})

t.test('a gopls that dies is replaced at once, and counted as a crash', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/generation 1 answers/)
  process.kill(Number(pid), 'SIGKILL')
  await daemon.stdout.until(/generation 1 ended: SIGKILL/)
  await daemon.stdout.until(/generation 2 answers, \d+\.\d\d s after the last answer/)
  const { status, instances } = await daemon.statusWhen(
    ({ instances }) => instances[0]?.residentBytes !== null,
  )
  t.equal(status, 'pass')
  t.match(instances, [{ state: 'ready', generation: 2, restarts: { crash: 1, hang: 0 }, lastEnd: 'SIGKILL' }])
})

for (const signal of ['SIGTERM', 'SIGHUP'] as const)
  t.test(`${signal} ends the daemon, also with an open connection; gopls lives`, async t => {
    const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
    const [url] = await daemon.stdout.until(/^http:.*/)
    await (await fetch(url)).text()
    t.match(await daemon.kill(signal), { exitCode: 0, signal: null, stderr: '' })
    const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
    t.equal(await isRunning(Number(pid)), true)
  })

t.test('SIGTERM while a gopls still starts leaves that to the next daemon, too', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t, 'never-listen').path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.statusWhen(({ instances }) => instances[0]?.state === 'starting')
  t.match(await daemon.kill('SIGTERM'), { exitCode: 0, signal: null })
  t.equal(await isRunning(Number(pid)), true)
})

t.test('Ctrl-C ends a gopls that no editor uses, and its record', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/^http:/)
  t.match(await daemon.kill('SIGINT'), { exitCode: 0, signal: null, stderr: '' })
  t.equal(await isRunning(Number(pid)), false)
  const next = await startDaemon(t, { home: daemon.home, gopls: installFakeGopls(t).path })
  await next.stdout.until(/gopls 1: generation 1 answers/)
})

t.test('Ctrl-C twice does not wait, and is no word that somebody wants gopls stopped', async t => {
  const gopls = installFakeGopls(t, 'ignore-term').path
  const first = await startDaemon(t, { gopls, config: { stop: { termGrace: '1m' } } })
  await first.stdout.until(/^http:/)
  void first.kill('SIGINT')
  await first.stdout.until(/ending generation 1, pid \d+ \(stop\)/)
  t.match(await first.kill('SIGINT'), { exitCode: 1, signal: null })
  const next = await startDaemon(t, { home: first.home, gopls })
  await next.stdout.until(/generation 2 answers/)
  t.pass()
})
