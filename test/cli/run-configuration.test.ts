import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { Settings } from '../../src/config/settings.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { writeProgram } from '../gopls/write-program.js'
import { eventually } from '../host/eventually.js'
import { makeHome } from './stand-in-daemon.js'
import { startDaemon, writeConfig } from './start-daemon.js'

t.test('a changed file is taken over, a broken one only told of, until it is mended', async t => {
  const daemon = await startDaemon(t, { gopls: installFakeGopls(t).path })
  const [url] = await daemon.stdout.until(/^http:.*/)
  const log = () => readFile(join(daemon.home, 'logs', 'guardian.log'), 'utf8')
  t.notMatch(await log(), /probe\.answered/)

  await writeConfig(daemon.home, {
    logs: { level: 'trace' },
    probe: { interval: '20ms', idleInterval: '20ms' },
  })
  await daemon.stdout.until(/configuration taken over from .*config\.jsonc/)
  t.match((await daemon.statusWhen(() => true)).configuration, {
    settings: { logs: { level: 'trace' }, probe: { intervalMs: 20 } },
  })
  while (!(await log()).includes('"event":"probe.answered"')) await daemon.statusWhen(() => true)

  await writeFile(join(daemon.home, 'config.jsonc'), '{ "probe": { "interval": "soon" } }')
  await daemon.stdout.until(/configuration refused, the last good one stays: .*config\.jsonc:1:\d+/)
  const health = await fetch(url)
  t.equal(health.status, 200)
  t.match(await health.json(), {
    status: 'warn',
    output: 'configuration-refused',
    checks: { 'configuration:file': [{ status: 'warn' }] },
  })
  t.match((await daemon.statusWhen(() => true)).configuration, { settings: { probe: { intervalMs: 20 } } })

  await writeConfig(daemon.home)
  await daemon.statusWhen(({ status }) => status === 'pass')
  t.equal((await daemon.statusWhen(() => true)).instances[0]?.generation, 1, 'gopls was left in peace')
})

t.test('a change during the start is not missed', async t => {
  const home = await makeHome(t)
  const [asked, go] = [join(home, 'asked'), join(home, 'go')]
  const slow = writeProgram(
    join(home, 'slow', 'gopls'),
    `if [ "$1" = version ]; then : > ${asked}; until [ -e ${go} ]; do sleep 0.02; done; fi`,
    `exec ${installFakeGopls(t).path} "$@"`,
  )
  const daemon = await startDaemon(t, { home, gopls: slow, config: {} })
  await eventually(() => Promise.resolve(existsSync(asked) || undefined))
  await writeConfig(home, { probe: { timeout: '4s' } })
  await writeFile(go, '')
  await daemon.stdout.until(/^http:/)
  await daemon.statusWhen(({ configuration }) => hasProbeTimeout(configuration.settings, 4_000))
})

t.test('a file that does not check keeps the daemon from starting, and says where', async t => {
  const gopls = installFakeGopls(t).path
  const daemon = await startDaemon(t, { gopls, config: { probe: { failures: 0 } } })
  t.match(await daemon.ended, {
    exitCode: 78,
    stdout: '',
    stderr: /^gopls-guardian: .*config\.jsonc:1:\d+: "probe\.failures" .*1/,
  })
})

function hasProbeTimeout(settings: unknown, timeoutMs: number): boolean {
  return (settings as Settings).probe.timeoutMs === timeoutMs
}
