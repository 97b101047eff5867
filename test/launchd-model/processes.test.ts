import { existsSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { PlistValue } from 'plist'
import t from 'tap'
import { eventually } from '../host/eventually.js'
import { goneProcess, printedWhen } from './printed-job.js'
import { startModel } from './start-model.js'
import { script, writeJob } from './write-job.js'

const speed = 20
const model = await startModel(t, { speed, environment: { EXTRA: 'a=b c' } })

const forever = 'while :; do sleep 0.05; done'

t.test('a job has the environment of launchd, and nothing of ours', async t => {
  const out = join(t.testdir({}), 'out')
  const label = await load({
    Label: 'environment',
    ProgramArguments: ['/usr/bin/env'],
    EnvironmentVariables: { OWN: '1' },
    RunAtLoad: true,
    StandardOutPath: out,
  })
  await printedWhen(model, label, fields => fields['last exit code'] === '0')
  const variables = new Map(readLines(out).map(line => splitAt(line, line.indexOf('='))))
  const { username } = userInfo()
  for (const name of ['GOPLS_GUARDIAN_TEST_RUN', 'SHELL', 'TMPDIR']) variables.delete(name)
  t.same(Object.fromEntries(variables), {
    EXTRA: 'a=b c',
    HOME: model.home,
    LAUNCHD_MODEL_SOCKET: model.socket,
    LOGNAME: username,
    OWN: '1',
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    USER: username,
    XPC_SERVICE_NAME: label,
  })
})

t.test('a job works in /, with the umask asked for, and leads a group of its own', async t => {
  const out = join(t.testdir({}), 'out')
  const label = await load({
    Label: 'place',
    ProgramArguments: script('pwd; umask; echo $$; ps -o pgid= -p $$'),
    RunAtLoad: true,
    Umask: 0o77,
    StandardOutPath: out,
  })
  await printedWhen(model, label, fields => fields['last exit code'] === '0')
  const [folder, umask, pid, group] = readLines(out).map(line => line.trim())
  t.same([folder, umask, group], ['/', '0077', pid])
  t.equal(statSync(out).mode & 0o777, 0o600)
})

t.test('the logs are appended to', async t => {
  const out = join(t.testdir({ out: 'before\n' }), 'out')
  const label = await load({
    Label: 'logs',
    ProgramArguments: script('echo one; echo two >&2'),
    RunAtLoad: true,
    StandardOutPath: out,
    StandardErrorPath: out,
  })
  await printedWhen(model, label, fields => fields['last exit code'] === '0')
  t.same(readLines(out), ['before', 'one', 'two'])
})

t.test('9: a log that cannot be opened ends the job with 78, and nothing runs', async t => {
  for (const key of ['StandardOutPath', 'StandardErrorPath']) {
    const folder = t.testdir({})
    const label = await load({
      Label: key,
      ProgramArguments: script(`touch '${folder}/ran'`),
      RunAtLoad: true,
      [key]: join(folder, 'missing', 'log'),
    })
    t.match(await printedWhen(model, label, () => true), {
      state: 'not running',
      runs: '1',
      'last exit code': '78: EX_CONFIG',
    })
    t.notOk(existsSync(join(folder, 'ran')), key)
  }
})

t.test('a program that is not there ends with 78', async t => {
  const label = await load({ Label: 'missing', ProgramArguments: ['/no/such/program'], RunAtLoad: true })
  t.match(await printedWhen(model, label, () => true), { runs: '1', 'last exit code': '78: EX_CONFIG' })
})

t.test('5: what ignores SIGTERM is killed after ExitTimeOut', async t => {
  const trapped = join(t.testdir({}), 'trapped')
  const label = await load({
    Label: 'stubborn',
    ProgramArguments: script(`trap '' TERM; touch '${trapped}'; ${forever}`),
    RunAtLoad: true,
    ExitTimeOut: 20,
  })
  await eventually(async () => existsSync(trapped) || undefined)
  const first = await printedWhen(model, label, fields => fields['state'] === 'running')
  const askedAtMs = performance.now()
  await model.run('kickstart', '-k', `${model.domain}/${label}`)
  t.ok(performance.now() - askedAtMs >= 20_000 / speed)
  const second = await printedWhen(model, label, fields => fields['state'] === 'running')
  t.not(second['pid'], first['pid'])
  t.match(second, { 'last terminating signal': 'Killed: 9', runs: '2' })
})

t.test('5: the rest of the group is ended with the job, unless it is abandoned', async t => {
  for (const abandoned of [false, true]) {
    const child = join(t.testdir({}), 'child')
    const label = await load({
      Label: `group-${abandoned}`,
      ProgramArguments: script(`sleep 600 & echo $! >'${child}'`),
      RunAtLoad: true,
      AbandonProcessGroup: abandoned,
    })
    await printedWhen(model, label, fields => fields['last exit code'] === '0')
    const pid = Number(readFileSync(child, 'utf8'))
    if (!abandoned) t.ok(await goneProcess(pid))
    else t.ok(process.kill(pid, 'SIGKILL'), 'it was alive')
  }
})

t.test('3: a job that is killed comes back after the throttle', async t => {
  const label = await load({
    Label: 'throttled',
    ProgramArguments: ['/bin/sleep', '600'],
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: 100,
  })
  const first = await printedWhen(model, label, fields => fields['state'] === 'running')
  process.kill(Number(first['pid']), 'SIGKILL')
  await printedWhen(model, label, fields => fields['state'] === 'spawn scheduled')
  const second = await printedWhen(model, label, fields => fields['state'] === 'running')
  t.match(second, { runs: '2', 'immediate reason': 'semaphore', 'last terminating signal': 'Killed: 9' })
})

t.test('4: StartInterval starts a job again and again', async t => {
  const label = await load({ Label: 'interval', ProgramArguments: ['/bin/true'], StartInterval: 10 })
  const fields = await printedWhen(model, label, fields => Number(fields['runs']) >= 2)
  t.match(fields, { 'run interval': '10 seconds' })
})

const shows = existsSync('/proc/self/environ')
  ? {}
  : { skip: 'only Linux shows whose offspring a process is' }

t.test('a shutdown leaves nothing, not even what made itself a session of its own', shows, async t => {
  const pids = join(t.testdir({}), 'pids')
  const stay = `trap "" TERM; echo $$ >>"$PIDS"; ${forever}`
  await load({
    Label: 'offspring',
    ProgramArguments: script(`setsid sh -c '${stay}' & ${stay}`),
    EnvironmentVariables: { PIDS: pids },
    KeepAlive: true,
    AbandonProcessGroup: true,
  })
  const started = await eventually(async () => {
    const lines = existsSync(pids) ? readLines(pids) : []
    return lines.length === 2 ? lines.map(Number) : undefined
  })
  await model.stop()
  for (const pid of started) t.ok(await goneProcess(pid))
  t.notOk(existsSync(model.socket))
})

async function load(keys: Readonly<Record<string, PlistValue>>): Promise<string> {
  const { file, label } = await writeJob(model.home, keys)
  const { exitCode, stderr } = await model.run('bootstrap', model.domain, file)
  if (exitCode !== 0) throw new Error(stderr)
  return label
}

function readLines(file: string): readonly string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n')
}

function splitAt(line: string, at: number): readonly [string, string] {
  return [line.slice(0, at), line.slice(at + 1)]
}
