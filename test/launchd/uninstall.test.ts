import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'
import { plistFileOf } from '../../src/launchd/install-plan.js'
import { agentLabel } from '../../src/launchd/job.js'
import { builtMain } from '../cli/built-main.js'
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

  writeFileSync(settings, '{}')
  t.match(await agent('uninstall'), { exitCode: 0, stderr: '' }, 'again, when nobody names it any more')
  t.strictSame(readdirSync(paths.stateFolder), ['logs'])
  t.strictSame(await agent('uninstall'), { exitCode: 0, stdout: '', stderr: '' })
})

t.test('a purge takes the drop-in from an editor, and says so; the installed program can do it', async t => {
  const { agent, home, paths, model } = await setInstallationStage(t, { gopls: installFakeGopls(t).path })
  const settings = join(home, '.zshenv')
  writeFileSync(settings, `export PATH="$HOME${paths.binFolder.slice(home.length)}:$PATH"`)
  await agent('install')
  const launcher = join(paths.appFolder, 'current', 'bin', 'gopls-guardian')
  t.match(await uninstallBy(launcher, { HOME: home, GOPLS_GUARDIAN_LAUNCHCTL: model.launchctlPath }), {
    exitCode: 0,
    stdout: `because of`,
  })
  t.match(readFileSync(join(paths.binFolder, 'gopls'), 'utf8'), /^guardian_trouble='uninstalled'$/m)
  t.notOk(existsSync(paths.appFolder))

  t.match(await agent('uninstall', '--purge'), {
    exitCode: 0,
    stdout: /still named, though it is gone: .* by Claude Code/,
  })
  t.notOk(existsSync(paths.stateFolder))
  t.ok(existsSync(settings))
})

t.test('what was installed with another GOPLS_GUARDIAN_HOME is left alone, and that is named', async t => {
  const stage = await setInstallationStage(t, { gopls: installFakeGopls(t).path })
  const { agent, home, paths, model } = stage
  await agent('install')
  const environment = {
    HOME: home,
    GOPLS_GUARDIAN_LAUNCHCTL: model.launchctlPath,
    GOPLS_GUARDIAN_HOME: join(home, 'other'),
  }
  const launcher = join(paths.appFolder, 'current', 'bin', 'gopls-guardian')
  const usual = `Unset GOPLS_GUARDIAN_HOME, then try again.`
  t.match(await uninstallBy(process.execPath, environment, builtMain), { exitCode: 1, stderr: usual })
  t.ok(existsSync(plistFileOf(paths, agentLabel)))
  t.ok(existsSync(launcher))
})

function uninstallBy(program: string, env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const options = { env: { PATH: process.env['PATH'], ...env }, extendEnv: false, reject: false } as const
  return execa(program, [...args, 'agent', 'uninstall'], options)
}
