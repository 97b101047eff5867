import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { isRunning } from '../supervisor/is-running.js'
import { runCli } from './run-cli.js'
import { type StartedDaemon, startDaemon } from './start-daemon.js'

const failures = [
  ['a thrown error', /Error: injected\n {4}at /],
  ['a rejection', /Error: injected\n {4}at /],
  ['a rejection of nothing', /^undefined$/m],
] as const
for (const [failure, words] of failures)
  t.test(`${failure} is told with its stack, kept, and leaves the editors' gopls to the next`, async t => {
    const gopls = installFakeGopls(t).path
    const daemon = await startFailing(t, gopls, failure)
    const [, pid] = await daemon.stdout.until(/generation 1 started, pid (\d+)/)
    await daemon.stdout.until(/generation 1 answers/)
    const { exitCode, stderr } = await daemon.kill('SIGUSR1')
    t.equal(exitCode, 1, 'so that launchd starts another')
    t.match(stderr, /^gopls-guardian: guardian failed, and leaves every gopls running: /)

    const [line] = readLog(daemon).filter(({ event }) => event === 'daemon.failed')
    t.match(line, { level: 60 })
    if (failure !== 'a rejection of nothing') t.match(line, { err: { message: 'injected', stack: words } })
    const [id = ''] = listIncidents(daemon)
    const folder = join(daemon.home, 'logs', 'incidents', id)
    t.strictSame(readdirSync(folder).sort(), ['events.jsonl', 'failure.txt'])
    t.match(readFileSync(join(folder, 'failure.txt'), 'utf8'), words)
    t.match(readFileSync(join(folder, 'events.jsonl'), 'utf8'), /"kind":"instance\.ready"/)
    t.match((await runCli(['incidents'], daemon.home)).stdout, new RegExp(`^${id} +guardian itself failed`))

    t.equal(await isRunning(Number(pid)), true)
    const next = await startDaemon(t, { home: daemon.home, gopls })
    await next.stdout.until(new RegExp(`generation 1 taken over, pid ${pid}`))
    t.strictSame(listIncidents(daemon), [id])
  })

t.test('of failures soon after each other the first is kept, and one without end ends', async t => {
  const gopls = installFakeGopls(t).path
  const first = await startFailing(t, gopls, 'an error without end')
  await first.stdout.until(/generation 1 answers/)
  t.match(await first.kill('SIGUSR1'), { exitCode: 1 })
  const second = await startFailing(t, gopls, 'a thrown error', first.home)
  await second.stdout.until(/generation 1 taken over/)
  t.match(await second.kill('SIGUSR1'), { exitCode: 1 })
  const third = await startFailing(t, gopls, 'a rejection', first.home)
  await third.stdout.until(/generation 1 taken over/)
  t.match(await third.kill('SIGUSR1'), { exitCode: 1 })
  t.equal(listIncidents(first).length, 1)
  t.ok(readLog(first).filter(({ event }) => event === 'daemon.failed').length >= 3)
})

function startFailing(t: Test, gopls: string, failure: string, home?: string): Promise<StartedDaemon> {
  const injected = new URL('fail-when-told.js', import.meta.url).href
  const options = `${process.env['NODE_OPTIONS'] ?? ''} --import ${injected}`
  const environment = { NODE_OPTIONS: options, TEST_FAILURE: failure }
  return startDaemon(t, { gopls, environment, ...(home !== undefined && { home }) })
}

function readLog({ home }: StartedDaemon): readonly Readonly<Record<string, unknown>>[] {
  const lines = readFileSync(join(home, 'logs', 'guardian.log'), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map(line => JSON.parse(line) as Record<string, unknown>)
}

function listIncidents({ home }: StartedDaemon): readonly string[] {
  return readdirSync(join(home, 'logs', 'incidents')).filter(name => name.endsWith('-daemon-failed'))
}
