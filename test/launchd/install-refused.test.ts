import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { plistFileOf } from '../../src/launchd/install-plan.js'
import { agentLabel, watchdogLabel } from '../../src/launchd/job.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { type InstallationStage, setInstallationStage } from './installation-stage.js'

interface Refusal {
  readonly name: string
  readonly prepare: (stage: InstallationStage, t: Test) => unknown
  readonly exitCode: number
  readonly stderr: RegExp
}

const foreign = `<plist version="1.0"><dict>
<key>Label</key><string>${agentLabel}</string>
<key>ProgramArguments</key><array><string>/usr/local/bin/other</string></array>
</dict></plist>
`

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const refusals: readonly Refusal[] = [
  {
    name: 'no session at the screen',
    prepare: ({ model }) => model.fault('no-gui-session'),
    exitCode: 69,
    stderr: /no session of launchd.*SSH.*Log in at the screen/s,
  },
  {
    name: 'a configuration that does not check',
    prepare: ({ paths }) => put(paths.configFile, '{ "http": { "port": "x" } }'),
    exitCode: 78,
    stderr: /config\.jsonc:1:\d+: .*port/,
  },
  {
    name: 'a plist of another program',
    prepare: ({ paths }) => put(plistFileOf(paths, agentLabel), foreign),
    exitCode: 1,
    stderr: /agent\.plist starts \/usr\/local\/bin\/other, which is not ours\. Move it away/,
  },
  {
    name: 'a plist that is none',
    prepare: ({ paths }) => put(plistFileOf(paths, watchdogLabel), 'not a plist'),
    exitCode: 1,
    stderr: /watchdog\.plist is no plist of ours\. Move it away/,
  },
  {
    name: 'a plist that is a link',
    prepare: ({ paths, home }) => {
      put(join(home, 'elsewhere.plist'), foreign)
      mkdirSync(paths.launchAgentsFolder, { recursive: true })
      symlinkSync(join(home, 'elsewhere.plist'), plistFileOf(paths, agentLabel))
    },
    exitCode: 1,
    stderr: /agent\.plist is a symbolic link\. Move it away/,
  },
  {
    name: 'a folder for plists that cannot be written',
    prepare: ({ paths }) => put(paths.launchAgentsFolder, 'a file'),
    exitCode: 78,
    stderr: /LaunchAgents cannot be written \(ENOTDIR\)/,
  },
  {
    name: 'a home that cannot be written',
    prepare: ({ paths }) => put(paths.logsFolder, 'a file'),
    exitCode: 78,
    stderr: /logs cannot be used .*Make it writable/,
  },
  {
    name: "a port that is another program's",
    prepare: async ({ port }, t) => {
      const server = createServer().listen(port, '127.0.0.1')
      t.teardown(() => server.close())
      await once(server, 'listening')
    },
    exitCode: 1,
    stderr: /port \d+ of 127\.0\.0\.1 is another program's \(see: lsof .*\)\. End it, or set http\.port/,
  },
]

t.test('what is in the way is told before anything changes', async t => {
  const stage = await setInstallationStage(t, { gopls: installFakeGopls(t).path })
  const { paths, model, home, agent } = stage
  for (const { name, prepare, exitCode, stderr } of refusals)
    await t.test(name, async t => {
      await prepare(stage, t)
      const before = readPlists(stage)
      t.match(await agent('install'), { exitCode, stderr, stdout: '' })
      t.strictSame(readPlists(stage), before)
      t.notOk(existsSync(paths.appFolder))
      await model.clearFaults()
      t.equal(await stage.print(agentLabel), '')
      for (const name of ['Library', '.local', '.config'])
        rmSync(join(home, name), { recursive: true, force: true })
    })
})

function readPlists({ paths }: InstallationStage): readonly string[] {
  try {
    const folder = paths.launchAgentsFolder
    return readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))
  } catch {
    return []
  }
}
