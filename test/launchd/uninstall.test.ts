import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { setInstallationStage } from './installation-stage.js'

t.test('an editor that names the drop-in keeps it, as a way to the real gopls', async t => {
  const { path } = installFakeGopls(t)
  const { agent, home, paths } = await setInstallationStage(t, { gopls: path })
  const dropIn = join(paths.binFolder, 'gopls')
  const settings = join(home, '.config', 'zed', 'settings.json')
  mkdirSync(dirname(settings), { recursive: true })
  writeFileSync(settings, JSON.stringify({ lsp: { gopls: { binary: { path: dropIn } } } }))
  t.match(await agent('install'), { exitCode: 0, stderr: '', stdout: /^Zed: put this into/m })

  t.match(await agent('uninstall'), { exitCode: 0, stdout: `because of Zed (${settings})` })
  t.strictSame(readdirSync(paths.stateFolder).toSorted(), ['bin', 'logs', 'run'])
  t.strictSame(readdirSync(paths.runFolder), ['real-gopls'])
  const server = await execa(dropIn, [], {
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    extendEnv: false,
    reject: false,
    input: '',
  })
  t.match(server.stderr, `gopls-guardian: uninstalled; running ${path} without guardian`)

  t.match(await agent('uninstall', '--purge'), {
    exitCode: 0,
    stdout: /still named, though it is gone: .* by Zed/,
  })
  t.notOk(existsSync(paths.stateFolder))
  t.ok(existsSync(settings))
})
