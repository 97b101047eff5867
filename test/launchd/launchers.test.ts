import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { shells } from '../cli/drop-in-stage.js'
import { setLauncherStage } from './launcher-stage.js'

/** A Node that tells its version, or what it is told to run. */
const nodeOf = (version: string) =>
  `#!/bin/sh
if [ "$1" = --version ]; then echo ${version}; exit; fi
printf '[%s]' "$0" "\${GOPLS_GUARDIAN_HOME-none}" "$@"
`
const usual = ['/opt/homebrew/bin/node', '/usr/local/bin/node']
const hasUsual = usual.some(path => existsSync(path)) && 'this computer has a Node in a usual place'
// A system's package may have put one into /usr/bin.
const PATH = '/nowhere'

for (const shell of shells) {
  t.test(`in ${shell} the pinned Node is asked, and then runs this very application`, async t => {
    const stage = setLauncherStage(t)
    stage.write(stage.node, nodeOf('v20.19.0'))
    const args = ['status', '', 'a  b', "it's", '*', '--']
    const words = [stage.node, 'none', join(stage.folder, 'dist', 'cli', 'main.js'), ...args]
    t.strictSame(await stage.run('gopls-guardian', { shell, args }), {
      exitCode: 0,
      stdout: words.map(word => `[${word}]`).join(''),
      stderr: '',
    })
  })

  t.test(`in ${shell} it knows its home, unless it is told another`, async t => {
    const stage = setLauncherStage(t, { home: `/h 'o"m$e` })
    stage.write(stage.node, nodeOf('v22.0.0'))
    t.match((await stage.run('gopls-guardian', { shell })).stdout, `[/h 'o"m$e]`)
    const environment = { GOPLS_GUARDIAN_HOME: '/other' }
    t.match((await stage.run('gopls-guardian', { shell, environment })).stdout, '[/other]')
  })

  const lost: Readonly<Record<string, string | undefined>> = {
    'is gone': undefined,
    'is too old by now': nodeOf('v18.20.0'),
    'does not run any more': '#!/bin/sh\nexit 1\n',
  }
  for (const [what, pinned] of Object.entries(lost))
    t.test(`in ${shell} another Node is found where the pinned one ${what}`, async t => {
      const stage = setLauncherStage(t)
      if (pinned !== undefined) stage.write(stage.node, pinned)
      const other = stage.write(join(stage.folder, 'on path', 'node'), nodeOf('v24.1.0'))
      const environment = { PATH: join(stage.folder, 'on path') }
      const { exitCode, stdout } = await stage.run('gopls-guardian', { shell, environment })
      t.strictSame({ exitCode, stdout: stdout.split('][')[0] }, { exitCode: 0, stdout: `[${other}` })
    })

  t.test(`in ${shell} nvm's is found without any PATH`, { skip: hasUsual }, async t => {
    const stage = setLauncherStage(t)
    const nvm = stage.write(join(stage.home, '.nvm/versions/node/v22.1.0/bin/node'), nodeOf('v22.1.0'))
    const { stdout } = await stage.run('gopls-guardian', { shell, environment: { PATH: '' } })
    t.equal(stdout.split('][')[0], `[${nvm}`)
  })

  t.test(
    `in ${shell} without any Node it says what it tried, and what to do`,
    { skip: hasUsual },
    async t => {
      const stage = setLauncherStage(t)
      stage.write(stage.node, nodeOf('v16.0.0'))
      const broken = stage.write(join(stage.folder, 'broken', 'node'), '#!/bin/sh\nexit 3\n')
      stage.write(join(stage.home, '.nvm/versions/node/v18.0.0/bin/node'), nodeOf('v18.0.0'))
      const environment = { PATH: `${PATH}:${join(stage.folder, 'broken')}:relative:${PATH}` }
      const { exitCode, stdout, stderr } = await stage.run('gopls-guardian', { shell, environment })
      t.strictSame({ exitCode, stdout }, { exitCode: 78, stdout: '' })
      t.strictSame(stderr.split('\n'), [
        'gopls-guardian: no Node >= 20.19 was found. Tried:',
        `  ${stage.node}: says v16.0.0`,
        `  ${PATH}/node: no program`,
        `  ${broken}: does not run`,
        '  /opt/homebrew/bin/node: no program',
        '  /usr/local/bin/node: no program',
        `  ${stage.home}/.volta/bin/node: no program`,
        `  ${stage.home}/.nvm/versions/node/*/bin/node: none that is new enough`,
        `  ${stage.home}/.local/share/fnm/node-versions/*/installation/bin/node: none that is new enough`,
        `  ${stage.home}/Library/Application Support/fnm/node-versions/*/installation/bin/node: none that is new enough`,
        `  ${stage.home}/.local/share/mise/installs/node/*/bin/node: none that is new enough`,
        `  ${stage.home}/.asdf/installs/nodejs/*/bin/node: none that is new enough`,
        'Install one: brew install node (or from https://nodejs.org). launchd then starts gopls-guardian by itself.',
        '',
      ])
    },
  )

  t.test(`in ${shell} launchd's log is told once that there is no Node`, { skip: hasUsual }, async t => {
    const stage = setLauncherStage(t)
    mkdirSync(stage.runFolder, { recursive: true })
    const run = () => stage.run('gopls-guardian', { shell, args: ['run', '--agent'], environment: { PATH } })
    t.match(await run(), { exitCode: 78, stderr: /no Node/ })
    t.match(await run(), { exitCode: 78, stderr: '' })
    stage.write(stage.node, nodeOf('v22.0.0'))
    t.match(await run(), { exitCode: 0 })
    rmSync(stage.node)
    t.match(await run(), { exitCode: 78, stderr: /no Node/ })
  })

  t.test(`in ${shell} a HOME and a PATH that are not set are no trouble`, async t => {
    const stage = setLauncherStage(t)
    stage.write(stage.node, nodeOf('v20.19.0'))
    rmSync(stage.home, { recursive: true, force: true })
    const { exitCode, stderr } = await stage.run('gopls-guardian', {
      shell,
      environment: { HOME: '', PATH: '' },
    })
    t.strictSame({ exitCode, stderr }, { exitCode: 0, stderr: '' })
  })
}
