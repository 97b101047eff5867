import { readdirSync } from 'node:fs'
import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { setInstallationStage } from './installation-stage.js'

/** What an installation says, a line for each step. */
const steps = [
  'gopls: ',
  'application: ',
  ...['daemon', 'watchdog'].flatMap(name =>
    ['look', 'write', 'take', 'wait until that', 'enable', 'load', 'start', 'wait until it'].map(
      step => `${name}: ${step}`,
    ),
  ),
  'drop-in: ',
]

t.test('20 installations in a row, killed at one step after the other, end well', async t => {
  const stage = await setInstallationStage(t, { gopls: installFakeGopls(t).path })
  t.equal(steps.length, 19)
  for (const step of steps) t.ok(await stage.killInstallAt(step), `killed at: ${step}`)
  t.match(await stage.agent('install'), { exitCode: 0, stderr: '', stdout: /^pass: 1 gopls ready/m })
  t.match(await stage.agent('status'), { exitCode: 0, stdout: /^The daemon runs/ })
  t.strictSame(readdirSync(stage.paths.launchAgentsFolder).toSorted(), [
    'dev.gopls-guardian.agent.plist',
    'dev.gopls-guardian.watchdog.plist',
  ])
  t.equal(readdirSync(stage.paths.appFolder).length, 2, 'one application, and the link to it')
})
