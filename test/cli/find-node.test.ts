import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { type DropInStage, setDropInStage, shells, type Variables } from './drop-in-stage.js'

interface Row {
  readonly where: string
  /** Paths below HOME, with what each says of its version. */
  readonly nodes: Readonly<Record<string, string>>
  readonly environment?: (home: string) => Variables
  /** Which of them is taken. */
  readonly taken: string
}

const nvm = '.nvm/versions/node'
const rows: readonly Row[] = [
  {
    where: 'on PATH, where the first is too old and the second no Node',
    nodes: { 'a/node': 'v20.18.3', 'b/node': 'hello', 'c/node': 'v20.19.0' },
    environment: home => ({ PATH: ['a', 'b', 'c'].map(name => join(home, name)).join(':') }),
    taken: 'c/node',
  },
  { where: 'of Volta', nodes: { '.volta/bin/node': 'v22.1.0' }, taken: '.volta/bin/node' },
  {
    where: 'of nvm, the newest by number',
    nodes: {
      [`${nvm}/v9.11.2/bin/node`]: 'v9.11.2',
      [`${nvm}/v22.9.0/bin/node`]: 'v22.9.0',
      [`${nvm}/v22.10.0/bin/node`]: 'v22.10.0',
      [`${nvm}/v20.19.1/bin/node`]: 'v20.19.1',
    },
    taken: `${nvm}/v22.10.0/bin/node`,
  },
  {
    where: 'of nvm, the next one where the newest does not run',
    nodes: { [`${nvm}/v24.0.0/bin/node`]: '', [`${nvm}/v20.19.1/bin/node`]: 'v20.19.1' },
    taken: `${nvm}/v20.19.1/bin/node`,
  },
  {
    where: 'in $NVM_DIR',
    nodes: { 'my nvm/versions/node/v21.0.0/bin/node': 'v21.0.0' },
    environment: home => ({ NVM_DIR: join(home, 'my nvm') }),
    taken: 'my nvm/versions/node/v21.0.0/bin/node',
  },
  {
    where: 'of fnm, after an nvm that has only old ones',
    nodes: {
      [`${nvm}/v18.20.0/bin/node`]: 'v18.20.0',
      '.local/share/fnm/node-versions/v24.1.0/installation/bin/node': 'v24.1.0',
    },
    taken: '.local/share/fnm/node-versions/v24.1.0/installation/bin/node',
  },
  {
    where: 'of fnm on a Mac',
    nodes: { 'Library/Application Support/fnm/node-versions/v22.0.0/installation/bin/node': 'v22.0.0' },
    taken: 'Library/Application Support/fnm/node-versions/v22.0.0/installation/bin/node',
  },
  {
    where: 'of mise, whose folder has names that are no versions',
    nodes: {
      '.local/share/mise/installs/node/latest/bin/node': 'v24.0.0',
      '.local/share/mise/installs/node/20/bin/node': 'v20.20.0',
      '.local/share/mise/installs/node/20.20.0/bin/node': 'v20.20.0',
    },
    taken: '.local/share/mise/installs/node/20.20.0/bin/node',
  },
  {
    where: 'of asdf',
    nodes: { '.asdf/installs/nodejs/23.0.0/bin/node': 'v23.0.0' },
    taken: '.asdf/installs/nodejs/23.0.0/bin/node',
  },
]

const usual = ['/opt/homebrew/bin/node', '/usr/local/bin/node'].find(path => existsSync(path))
const skip = usual !== undefined && `${usual} comes first on this computer`

for (const shell of shells) {
  for (const row of rows)
    t.test(`${shell} finds the Node ${row.where}`, { skip }, async t => {
      const { stage, home } = setStageWithoutNode(t)
      for (const [path, version] of Object.entries(row.nodes)) writeNode(stage, join(home, path), version)
      const environment = { HOME: home, PATH: stage.folder, ...row.environment?.(home) }
      t.strictSame(stage.run([], { shell, environment, input: 'for the relay' }), {
        stdout: `${join(home, row.taken)}\nfor the relay`,
        stderr: '',
        exitCode: 0,
        signal: null,
      })
    })

  t.test(`${shell} takes the pinned Node without asking it`, async t => {
    const stage = setDropInStage(t)
    stage.write(stage.node, ['#!/bin/sh', 'echo "$#"'])
    t.equal(stage.run([], { shell }).stdout, '1\n', 'called once, with the entry alone')
  })
}

function setStageWithoutNode(t: Parameters<typeof setDropInStage>[0]) {
  const stage = setDropInStage(t)
  rmSync(dirname(stage.node), { recursive: true })
  return { stage, home: join(stage.folder, 'home') }
}

/** One that would swallow what the editor says if it were given it when asked for its version. */
function writeNode(stage: DropInStage, path: string, version: string): void {
  stage.write(path, [
    '#!/bin/sh',
    `if [ "$1" = --version ]; then /bin/cat >/dev/null; echo ${version}; exit; fi`,
    'printf "%s\\n" "$0"',
    'exec /bin/cat',
  ])
}
