import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { startStandIn } from '../supervisor/observed/stand-in.js'
import { runCli } from './run-cli.js'
import { startDaemon, writeConfig } from './start-daemon.js'

// Whatever else runs on this computer is seen too: nothing may be done about anybody.
const observe = {
  enabled: true,
  interval: '50ms',
  policy: { orphan: 'report', stopped: 'report', spinning: 'report', bloated: 'report' },
} as const

t.test('a running daemon sees a gopls that is not its own, as its settings say from now on', async t => {
  const { pid } = await startStandIn(t)
  const fake = installFakeGopls(t)
  const daemon = await startDaemon(t, { gopls: fake.path, config: { observe, dryRun: true } })
  const status = await daemon.statusWhen(({ observed }) => observed.some(each => each.pid === pid))
  const ours = new Set(status.instances.map(each => each.pid))
  t.match(
    status.observed.find(each => each.pid === pid),
    { kind: 'stdio', verdict: 'healthy' },
  )
  t.notOk(status.observed.some(each => ours.has(each.pid)))
  const { stdout } = await runCli(['status'], daemon.home)
  t.match(stdout, new RegExp(`Not behind guardian:[^]*\\n${pid} +stdio `))
  t.match(stdout, /gopls takes .* not behind guardian/)
  await writeConfig(daemon.home, { observe: { ...observe, enabled: false } })
  t.strictSame((await daemon.statusWhen(({ observed }) => observed.length === 0)).observed, [])
  await writeConfig(daemon.home, { observe })
  await daemon.statusWhen(({ observed }) => observed.some(each => each.pid === pid))
})
