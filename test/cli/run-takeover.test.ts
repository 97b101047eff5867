import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { connectTo, speakLsp } from '../fake-gopls/served-gopls.js'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { leaveGopls } from './leave-gopls.js'
import { startDaemon } from './start-daemon.js'

const gopls = installFakeGopls(t).path

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  t.test(`after ${signal} the next daemon takes the same gopls over, with its history`, async t => {
    const first = await startDaemon(t, { gopls })
    const [, firstPid] = await first.stdout.until(/generation 1 started, pid (\d+)/)
    await first.stdout.until(/generation 1 answers/)
    process.kill(Number(firstPid), 'SIGKILL')
    const [, pid] = await first.stdout.until(/generation 2 started, pid (\d+)/)
    await first.stdout.until(/generation 2 answers/)
    await first.kill(signal)

    const next = await startDaemon(t, { home: first.home, gopls })
    await next.stdout.until(/^http:/)
    const { status, instances } = await next.statusWhen(
      ({ instances }) => instances[0]?.residentBytes !== null,
    )
    t.equal(status, 'pass')
    t.match(instances, [
      {
        state: 'ready',
        verdict: 'healthy',
        adopted: true,
        pid: Number(pid),
        generation: 2,
        restarts: { crash: 1 },
        breaker: { streak: 1 },
      },
    ])
  })

t.test('an adopted gopls that dies is noticed and replaced', async t => {
  const { home, pid } = await leaveGopls(t, gopls)
  const daemon = await startDaemon(t, { home, gopls, config: {} })
  await daemon.stdout.until(/^http:/)
  process.kill(pid, 'SIGKILL')
  await daemon.stdout.until(/generation 3 ended: gone, exit code not seen/)
  await daemon.stdout.until(/generation 4 answers/)
  t.match((await daemon.statusWhen(() => true)).instances, [{ restarts: { crash: 1 }, adopted: false }])
})

t.test('an adopted gopls that is stopped (SIGSTOP) is resumed', async t => {
  const { home, pid } = await leaveGopls(t, gopls)
  process.kill(pid, 'SIGSTOP')
  const daemon = await startDaemon(t, { home, gopls, config: {} })
  await daemon.stdout.until(/generation 3 was stopped; resumed/)
  await daemon.statusWhen(({ instances }) => instances[0]?.verdict === 'healthy')
  t.equal(await isRunning(pid), true)
})

t.test('Ctrl-C ends an adopted gopls as well', async t => {
  const { home, pid } = await leaveGopls(t, gopls)
  const daemon = await startDaemon(t, { home, gopls, config: {} })
  await daemon.stdout.until(/^http:/)
  t.match(await daemon.kill('SIGINT'), { exitCode: 0, signal: null })
  t.equal(await isRunning(pid), false)
})

t.test('an adopted gopls is measured at once, and its editors counted', async t => {
  const { home, socketPath } = await leaveGopls(t, gopls)
  await openSession(t, socketPath)
  const daemon = await startDaemon(t, { home, gopls, config: { probe: { idleInterval: '10m' } } })
  const status = await daemon.statusWhen(({ instances }) => instances[0]?.sessionCount === 1)
  t.equal(status.output, undefined)
  t.not(status.instances[0]?.residentBytes, null)
})

t.test('Ctrl-C spares a gopls that an editor has begun to use since the last look', async t => {
  const { home, pid, socketPath } = await leaveGopls(t, gopls)
  const config = { probe: { idleInterval: '10m' }, logs: { level: 'trace' } } as const
  const daemon = await startDaemon(t, { home, gopls, config })
  await daemon.stdout.until(/^http:/)
  await eventually(async () => {
    const log = await readFile(join(home, 'logs', 'guardian.log'), 'utf8')
    return log.includes('probe.answered') || undefined
  })
  await openSession(t, socketPath)
  t.match(await daemon.kill('SIGINT'), { exitCode: 0, signal: null })
  t.equal(await isRunning(pid), true)
})

t.test('a gopls that died while no daemon ran counts as a crash', async t => {
  const { home, pid } = await leaveGopls(t, gopls)
  process.kill(pid, 'SIGKILL')
  await eventually(async () => !(await isRunning(pid)) || undefined)
  const daemon = await startDaemon(t, { home, gopls, config: {} })
  await daemon.stdout.until(/its process \d+ is gone or its pid is another's/)
  await daemon.stdout.until(/generation 4 answers/)
  t.match((await daemon.statusWhen(() => true)).instances, [{ restarts: { crash: 1 } }])
})

t.test('the time in which no daemon ran is not held against a gopls that was starting', async t => {
  const { home, pid } = await leaveGopls(t, gopls, {
    phase: { kind: 'starting', sinceMs: 0, overdue: false },
  })
  const daemon = await startDaemon(t, { home, gopls, config: {} })
  await daemon.stdout.until(/^http:/)
  t.match((await daemon.statusWhen(() => true)).instances, [
    { state: 'ready', generation: 3, pid, adopted: true, restarts: { hang: 0 } },
  ])
})

t.test('an open breaker stays open', async t => {
  const dying = installFakeGopls(t, 'exit-at-once').path
  const first = await startDaemon(t, { gopls: dying, config: { restart: { maxFailures: 2 } } })
  await first.stdout.until(/given up after 2 failures in a row/)
  await first.kill('SIGTERM')
  const next = await startDaemon(t, { home: first.home, gopls: dying })
  await next.stdout.until(/^http:/)
  t.match(await next.statusWhen(() => true), {
    status: 'fail',
    instances: [{ state: 'failed', generation: 2, restarts: { crash: 1 }, breaker: { state: 'open' } }],
  })
})

/** A connection such as an editor has; open until the test ends. */
async function openSession(t: Test, socketPath: string): Promise<void> {
  const socket = await connectTo(socketPath)
  t.teardown(() => socket.destroy())
  await speakLsp(socket).sendRequest('gopls/sessions')
}
