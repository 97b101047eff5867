import { readdirSync } from 'node:fs'
import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { setInstallationStage } from './installation-stage.js'

t.test('a daemon that hangs is replaced by the watchdog, with evidence, and gopls lives on', async t => {
  // A look each second of the world instead of each minute.
  const stage = await setInstallationStage(t, { gopls: installFakeGopls(t).path, speed: 60 })
  t.match(await stage.agent('install'), { exitCode: 0, stderr: '' })
  const before = await stage.statusWhen(({ status, instances }) => status === 'pass' && instances.length > 0)
  process.kill(before.pid, 'SIGSTOP')
  const after = await stage.statusWhen(({ pid, instances }) => pid !== before.pid && instances.length > 0)
  t.match(after.instances, [{ pid: before.instances[0]?.pid, generation: 1 }])
  t.match(readdirSync(stage.paths.incidentsFolder), [/-daemon-hung$/])
})
