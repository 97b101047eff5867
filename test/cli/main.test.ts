import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { mainFile, runCli } from './run-cli.js'
import { healthBody, sampleSnapshot, statusBody } from './sample-snapshot.js'
import { answerWith, makeHome, standInForDaemon } from './stand-in-daemon.js'

const snapshot = sampleSnapshot()

t.test('status, health, restart and stop reach the daemon on its socket', async t => {
  const home = await makeHome(t)
  await standInForDaemon(
    t,
    home,
    answerWith({
      'GET /health': healthBody(snapshot),
      'GET /api/v1/status': statusBody(snapshot),
      'POST /api/v1/instances/main/restart': {},
    }),
  )
  const runs = [
    { args: ['health'], exitCode: 0, stdout: /^pass: 1 gopls ready, no editor connected$/ },
    { args: ['status'], exitCode: 0, stdout: /^main +ready +healthy/m },
    { args: ['restart'], exitCode: 0, stdout: /^main: restart accepted$/ },
    { args: ['stop', 'other'], exitCode: 1, stderr: /^gopls-guardian: .*No instance has this id/ },
  ]
  await Promise.all(
    runs.map(async ({ args, ...expected }) => t.match(await runCli(args, home), expected, args.join(' '))),
  )
})

t.test('without a daemon the command says so on stderr and exits with 3', async t => {
  const home = await makeHome(t)
  t.strictSame(await runCli(['health'], home), {
    exitCode: 3,
    stdout: '',
    stderr: `gopls-guardian: the daemon does not run (no answer on ${home}/run/api.sock). Start it with: gopls-guardian run`,
  })
})

const wrongUsages: readonly (readonly [readonly string[], RegExp])[] = [
  [['statsu'], /^gopls-guardian: unknown command 'statsu'\n\(Did you mean status\?\)/],
  [['stop'], /^gopls-guardian: missing required argument 'id'/],
]
for (const [args, stderr] of wrongUsages)
  t.test(`wrong usage exits with 2 and a clear message: [${args.join(' ')}]`, async t => {
    t.match(await runCli(args, await makeHome(t)), { exitCode: 2, stdout: /^$/, stderr })
  })

t.test('help and configuration need no daemon', async t => {
  const home = await makeHome(t)
  const runs = [
    { args: ['--help'], stdout: /^Usage: gopls-guardian/ },
    { args: ['config'], stdout: /^http\.port +4675 +default$/m },
  ]
  await Promise.all(
    runs.map(async ({ args, ...expected }) =>
      t.match(await runCli(args, home), { exitCode: 0, stderr: /^$/, ...expected }, args.join(' ')),
    ),
  )
})

t.test('watching ends quietly when the reader of its output goes away', async t => {
  const home = await makeHome(t)
  await standInForDaemon(t, home, answerWith({ 'GET /api/v1/status': statusBody(snapshot) }))
  const child = spawn(process.execPath, [...process.execArgv, mainFile, 'status', '--watch'], {
    env: { ...process.env, GOPLS_GUARDIAN_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const complaints: string[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()))
  child.stdout.once('data', (chunk: Buffer) => {
    t.notMatch(chunk.toString(), '\u001b', 'no escape codes into a pipe')
    child.stdout.destroy()
  })
  t.strictSame(await once(child, 'close'), [0, null])
  t.strictSame(complaints, [])
})
