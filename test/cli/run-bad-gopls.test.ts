import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { livingGroup } from '../supervisor/living-group.js'
import { startDaemon } from './start-daemon.js'

/** None of these ever lives; each start of it ends in the same way. */
const hopeless: readonly {
  readonly mode: string
  readonly reason: 'crash' | 'hang'
  readonly end: RegExp
}[] = [
  { mode: 'exit-at-once:7', reason: 'crash', end: /ended: exit 7$/ },
  { mode: 'die-after-ready', reason: 'crash', end: /ended: exit 3$/ },
  { mode: 'idle-exit:0', reason: 'crash', end: /ended: exit 2$/ },
  { mode: 'never-listen', reason: 'hang', end: /ended: SIGQUIT$/ },
  { mode: 'silent', reason: 'hang', end: /ended: SIGQUIT$/ },
  { mode: 'garbage', reason: 'hang', end: /ended: SIGQUIT$/ },
]
for (const { mode, reason, end } of hopeless)
  t.test(`${mode}: the breaker opens after as many tries as are set, and says so`, async t => {
    // What crashes has the time to; what never answers is given little.
    const startupTimeout = reason === 'crash' ? '30s' : '250ms'
    const config = { probe: { startupTimeout }, restart: { maxFailures: 3 } }
    const daemon = await startDaemon(t, { gopls: installFakeGopls(t, mode).path, config })
    await daemon.stdout.until(/gopls 1: given up after 3 failures in a row; next try in 120 s/)
    const [url] = await daemon.stdout.until(/^http:.*/)
    const response = await fetch(url)
    t.equal(response.status, 503)
    t.match(await response.json(), { status: 'fail', output: 'instance-failed' })
    t.match((await daemon.statusWhen(() => true)).instances, [
      {
        state: 'failed',
        pid: null,
        generation: 3,
        restarts: { [reason]: 2 },
        breaker: { state: 'open', streak: 3 },
      },
    ])
    const { lines } = daemon.stdout
    t.equal(lines.filter(line => line.includes(' started, pid')).length, 3, 'launched no more than that')
    t.equal(lines.filter(line => end.test(line)).length, 3)
  })

t.test('an open breaker tries once more after its cool-down, and closes when that one stays up', async t => {
  const gopls = installFakeGopls(t, 'exit-at-once')
  const restart = { maxFailures: 2, cooldown: '300ms', window: '100ms' }
  const daemon = await startDaemon(t, { gopls: gopls.path, config: { restart } })
  await daemon.stdout.until(/given up after 2 failures in a row; next try in 0\.3 s/)
  await daemon.stdout.until(/given up after 3 failures in a row/)
  gopls.setMode('healthy')
  await daemon.stdout.until(/stays up again/)
  t.match(await daemon.statusWhen(() => true), {
    status: 'pass',
    instances: [{ state: 'ready', breaker: { state: 'closed', streak: 0 } }],
  })
})

t.test('a gopls that stops answering is replaced, and asked for its stacks first', async t => {
  const gopls = installFakeGopls(t, 'hang-after-ready:2')
  const config = { probe: { timeout: '300ms', failures: 2 }, hang: { floor: '500ms' } }
  const daemon = await startDaemon(t, { gopls: gopls.path, config })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/generation 1 answers/)
  gopls.setMode('healthy')
  await daemon.stdout.until(/ending generation 1, pid \d+ \(hang\)/)
  await daemon.stdout.until(/generation 1 ended: SIGQUIT/)
  await daemon.stdout.until(/generation 2 answers/)
  t.equal(await isRunning(Number(pid)), false)
})

t.test('a gopls that is stopped (SIGSTOP) is resumed, not replaced', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/^http:/)
  process.kill(Number(pid), 'SIGSTOP')
  await daemon.stdout.until(/generation 1 was stopped; resumed/)
  await daemon.statusWhen(({ instances }) => instances[0]?.verdict === 'healthy')
  t.match((await daemon.statusWhen(() => true)).instances, [{ pid: Number(pid), generation: 1 }])
})

t.test('of a gopls that ignores SIGTERM the whole group goes', async t => {
  const gopls = installFakeGopls(t, 'ignore-term-grandchild')
  const daemon = await startDaemon(t, { gopls: gopls.path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/generation 1 answers/)
  t.equal((await livingGroup(Number(pid))).length, 2)
  gopls.setMode('healthy')
  await daemon.post('/api/v1/instances/1/restart')
  await daemon.stdout.until(/generation 1 ended: SIGKILL/)
  await daemon.stdout.until(/generation 2 answers/)
  t.strictSame(await livingGroup(Number(pid)), [])
})

t.test('what a gopls leaves behind in its group when it dies goes as well', async t => {
  const gopls = installFakeGopls(t, 'ignore-term-grandchild')
  const daemon = await startDaemon(t, { gopls: gopls.path })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  await daemon.stdout.until(/generation 1 answers/)
  gopls.setMode('healthy')
  process.kill(Number(pid), 'SIGKILL')
  await daemon.stdout.until(/generation 2 answers/)
  await eventually(async () => ((await livingGroup(Number(pid))).length === 0 ? true : undefined))
  t.pass()
})
