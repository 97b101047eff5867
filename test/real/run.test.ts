import t from 'tap'
import { startDaemon } from '../cli/start-daemon.js'
import { connectTo, speakLsp } from '../fake-gopls/served-gopls.js'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { findRealGopls } from './real-gopls.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''

t.test('a real gopls is started, and told of in /health', { skip }, async t => {
  const daemon = await startDaemon(t, { gopls })
  const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
  const [url] = await daemon.stdout.until(/^http:.*/)
  const { instances } = await daemon.statusWhen(({ instances }) => instances[0]?.residentBytes !== null)
  t.ok((instances[0]?.residentBytes ?? 0) > 10_000_000)
  t.match(await (await fetch(url)).json(), {
    status: 'pass',
    output: 'no editor connected',
    instances: [{ state: 'ready', verdict: 'healthy', pid: Number(pid), goplsVersion: binary?.version }],
  })
})

for (const signal of ['SIGKILL', 'SIGSEGV'] as const)
  t.test(`after ${signal} a real gopls is back`, { skip }, async t => {
    const daemon = await startDaemon(t, { gopls })
    const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
    await daemon.stdout.until(/^http:/)
    process.kill(Number(pid), signal)
    await daemon.stdout.until(/generation 2 answers, \S+ s after/)
    t.match((await daemon.statusWhen(() => true)).instances, [{ generation: 2, restarts: { crash: 1 } }])
  })

t.test('the next daemon takes a real gopls over after the death of the first', { skip }, async t => {
  const first = await startDaemon(t, { gopls })
  const [, pid] = await first.stdout.until(/generation 1 started, pid (\d+)/)
  await first.stdout.until(/^http:/)
  await first.kill('SIGKILL')
  const next = await startDaemon(t, { home: first.home, gopls })
  await next.stdout.until(new RegExp(`generation 1 taken over, pid ${pid}`))
  const { instances } = await next.statusWhen(({ instances }) => instances[0]?.verdict === 'healthy')
  t.match(instances, [{ pid: Number(pid), generation: 1, adopted: true }])
})

t.test('an editor on a real gopls is counted, and spared by Ctrl-C', { skip }, async t => {
  const daemon = await startDaemon(t, { gopls })
  await daemon.stdout.until(/^http:/)
  const [instance] = (await daemon.statusWhen(({ output }) => output === 'no editor connected')).instances
  const socket = await connectTo(instance?.socket ?? '')
  t.teardown(() => socket.destroy())
  const editor = speakLsp(socket)
  await editor.sendRequest('gopls/sessions')
  const { output } = await daemon.statusWhen(({ instances }) => instances[0]?.sessionCount === 1)
  t.equal(output, undefined)
  await daemon.kill('SIGINT')
  t.ok(await editor.sendRequest('gopls/sessions'), 'it answers after the daemon is gone')
})

t.test('a real gopls that ended itself as idle, without a daemon, is no crash', { skip }, async t => {
  const config = { instances: { idleTimeout: '1s' } }
  const first = await startDaemon(t, { gopls, config })
  const [, pid] = await first.stdout.until(/generation 1 started, pid (\d+)/)
  await first.stdout.until(/^http:/)
  await first.kill('SIGKILL')
  await eventually(async () => !(await isRunning(Number(pid))) || undefined)
  const next = await startDaemon(t, { home: first.home, gopls })
  await next.stdout.until(/generation 1 ended: ended itself after idleTimeout without a client/)
  await next.stdout.until(/generation 2 answers/)
  t.match((await next.statusWhen(() => true)).instances, [{ restarts: { crash: 0 }, breaker: { streak: 0 } }])
})

t.test(
  'what an earlier generation said of idleness does not excuse the crash of a later one',
  { skip },
  async t => {
    const config = { instances: { idleTimeout: '1s' } }
    const first = await startDaemon(t, { gopls, config })
    const [, pid] = await first.stdout.until(/generation 1 started, pid (\d+)/)
    await first.stdout.until(/^http:/)
    await first.kill('SIGKILL')
    await eventually(async () => !(await isRunning(Number(pid))) || undefined)
    const second = await startDaemon(t, { home: first.home, gopls, config: {} })
    const [, nextPid] = await second.stdout.until(/generation 2 started, pid (\d+)/)
    await second.stdout.until(/generation 2 answers/)
    await second.kill('SIGKILL')
    process.kill(Number(nextPid), 'SIGKILL')
    const third = await startDaemon(t, { home: first.home, gopls })
    await third.stdout.until(/generation 2 ended: gone, exit code not seen/)
    await third.stdout.until(/generation 3 answers/)
    t.match((await third.statusWhen(() => true)).instances, [{ restarts: { crash: 1 } }])
  },
)
