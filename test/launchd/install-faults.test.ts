import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { StatusBody } from '../../src/http/status-body.js'
import { plistFileOf } from '../../src/launchd/install-plan.js'
import { agentLabel, watchdogLabel } from '../../src/launchd/job.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { setInstallationStage } from './installation-stage.js'

t.test('held back starts, bootstraps that fail, codes that differ: it is installed all the same', async t => {
  const faults = ['pend-nondemand', 'bootstrap-5-times=2', 'in-progress-37', 'loaded-5', 'disabled-5']
  const stage = await setInstallationStage(t, { gopls: installFakeGopls(t).path, faults })
  t.match(await stage.agent('install'), { exitCode: 0, stderr: '', stdout: /^pass: 1 gopls ready/m })
})

t.test('a label that somebody disabled is enabled', async t => {
  const stage = await setInstallationStage(t, { gopls: installFakeGopls(t).path })
  const { model, agent } = stage
  await model.run('disable', `${model.domain}/${agentLabel}`)
  t.match(await agent('install'), { exitCode: 0, stderr: '' })
  await agent('stop')
  await model.run('disable', `${model.domain}/${agentLabel}`)
  t.match(await agent('status'), { exitCode: 1, stdout: /^The daemon is switched off/ })
  t.match(await agent('start'), { exitCode: 0, stderr: '' })
})

t.test('where launchd refuses for good, nothing is left, and it is told why', async t => {
  const stage = await setInstallationStage(t, {
    gopls: installFakeGopls(t).path,
    faults: ['wrong-session-type'],
  })
  t.match(await stage.agent('install'), {
    exitCode: 1,
    stderr: /the daemon failed at bootstrap: .*134.*Log in at the screen.* Nothing is left installed\./s,
  })
  t.notOk(existsSync(stage.paths.appFolder))
  t.notOk(existsSync(plistFileOf(stage.paths, agentLabel)))
  t.strictSame(readdirSync(stage.paths.stateFolder), ['logs'])
})

t.test('an upgrade that fails leaves what was there, and it runs', async t => {
  const stage = await setInstallationStage(t, { gopls: installFakeGopls(t).path })
  const { agent, model, paths, statusWhen } = stage
  await agent('install')
  const read = () => ({
    application: readlinkSync(join(paths.appFolder, 'current')),
    plists: [agentLabel, watchdogLabel].map(label => readFileSync(plistFileOf(paths, label), 'utf8')),
  })
  const before = read()
  const [gopls] = (await statusWhen(isServing)).instances
  // One for each try of the daemon's.
  await model.fault('bootstrap-5-times', 5)
  t.match(await agent('install'), {
    exitCode: 1,
    stderr:
      /the daemon failed at bootstrap: launchctl bootstrap said: .*exit code 5.*What was installed before is back\./s,
  })
  t.strictSame(read(), before)
  t.match((await statusWhen(isServing)).instances, [{ pid: gopls?.pid }])
  t.match(await agent('status'), { exitCode: 0 })
})

function isServing({ status, instances }: StatusBody): boolean {
  return status === 'pass' && instances.length > 0
}
