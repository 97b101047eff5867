import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { agentLabel, watchdogLabel } from '../../src/launchd/job.js'
import { findRealGopls } from '../real/real-gopls.js'
import { setInstallationStage } from './installation-stage.js'

const { binary, skip } = await findRealGopls()

t.test('installed into an odd HOME it serves, survives, upgrades and goes again', { skip }, async t => {
  const stage = await setInstallationStage(t, {
    gopls: binary?.path ?? '',
    folderName: `it's "R&D" <Zoë> ünï 北`,
  })
  const { model, paths, agent, statusWhen } = stage

  const installed = await agent('install')
  t.match(installed, { exitCode: 0, stderr: '' })
  const health = `http://127.0.0.1:${stage.port}/health`
  t.match(await (await fetch(health)).json(), { status: 'pass', serviceId: 'gopls-guardian' })
  for (const words of [health, paths.logsFolder, 'make uninstall-agent', 'pass: 1 gopls ready'])
    t.ok(installed.stdout.includes(words), words)
  t.match(await stage.print(agentLabel), /\n\tstate = running\n/)
  t.match(await stage.print(watchdogLabel), /\n\tlast exit code = 0\n/)
  t.match(await agent('status'), {
    exitCode: 0,
    stdout: /^The daemon runs \(pid \d+\)\.\nThe watchdog waits/,
  })

  const first = await statusWhen(({ status, instances }) => status === 'pass' && instances.length > 0)
  const goplsPid = first.instances[0]?.pid

  await t.test('a second installation starts another daemon, and the same gopls lives on', async t => {
    const again = await agent('install')
    t.match(again, { exitCode: 0, stderr: '', stdout: /\(there already\)/ })
    const { pid, instances } = await statusWhen(status => status.instances.length > 0)
    t.not(pid, first.pid)
    t.match(instances, [{ pid: goplsPid, adopted: true, generation: 1 }])
    t.strictSame(readdirSync(paths.appFolder).length, 2, 'one application, and the link to it')
  })

  await t.test('a daemon that is killed comes back, with the same gopls', async t => {
    const { pid } = await statusWhen(() => true)
    process.kill(pid, 'SIGKILL')
    const { instances } = await statusWhen(status => status.pid !== pid && status.instances.length > 0)
    t.match(instances, [{ pid: goplsPid, adopted: true }])
  })

  await t.test('stopped, it stays stopped until it is started', async t => {
    t.match(await agent('stop'), { exitCode: 0, stderr: '' })
    t.match(await agent('status'), { exitCode: 1, stdout: /^The daemon is installed, but not loaded/ })
    t.match(await agent('stop'), { exitCode: 0 }, 'twice')
    t.match(await agent('start'), { exitCode: 0, stderr: '' })
    t.match(await agent('start'), { exitCode: 0, stderr: '' }, 'twice')
    t.match((await statusWhen(({ instances }) => instances.length > 0)).instances, [{ pid: goplsPid }])
  })

  await t.test('after a boot it comes up by itself', async t => {
    await model.reboot()
    t.ok(await statusWhen(({ status, instances }) => status === 'pass' && instances.length > 0))
  })

  await t.test('uninstalled, it leaves the logs, and nothing that runs', async t => {
    const { instances } = await statusWhen(() => true)
    const pids = instances.flatMap(({ pid }) => pid ?? [])
    t.match(await agent('uninstall'), {
      exitCode: 0,
      stderr: '',
      stdout: /gopls-guardian is uninstalled\.\n$/,
    })
    t.strictSame(readdirSync(paths.stateFolder), ['logs'])
    t.strictSame(readdirSync(paths.launchAgentsFolder), [])
    for (const label of [agentLabel, watchdogLabel]) t.equal(await stage.print(label), '')
    const table = await openProcessTable(process.platform)
    for (const pid of pids) t.match((await table.readProcess(pid))?.state ?? 'zombie', 'zombie')
    t.strictSame(await agent('uninstall'), { exitCode: 0, stdout: '', stderr: '' }, 'quiet now')
    t.match(await agent('uninstall', '--purge'), { exitCode: 0, stderr: '' })
    t.notOk(existsSync(join(paths.stateFolder)))
  })
})
