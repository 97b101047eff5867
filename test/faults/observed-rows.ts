import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { builtMain } from '../cli/built-main.js'
import { makeHome } from '../cli/stand-in-daemon.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { goSettings, readEvents, waitFor } from './guarded.js'
import { findProcesses } from './witness.js'

/** In a namespace of its own a daemon sees, and can harm, nobody but who is there with it. */
const alone = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const
const [program, ...options] = alone
const noNamespace =
  spawnSync(program, [...options, 'true']).status === 0 ? false : 'processes cannot be kept apart here'

/**
 * Two editors, each of which leads a group and has a gopls; the pipe to both is held when one is killed. The daemon is
 * named by variables: what a process with our program in its command has started is not another's.
 */
const script = `
cd "$1"
mkfifo pipe && exec 3<>pipe
edit() { setsid sh -c '"$0" <pipe & echo $! >"$0.pid"; wait' "$1" & }
edit "$1/kept/gopls"
edit "$1/orphan/gopls"
editor=$!
until [ -s kept/gopls.pid ] && [ -s orphan/gopls.pid ]; do sleep 0.1; done
kill -KILL $editor
"$NODE" "$MAIN" run --port 0
`

const config = {
  instances: { keepWarm: false },
  observe: { interval: '1s', orphanGrace: '3s' },
} as const

const orphan: FaultRow = {
  name: 'orphan-of-another-editor',
  inject: 'an editor that is not behind guardian is killed, and its gopls is not told',
  expected: { state: 'orphan', event: 'observed.acted' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'the orphan is ended after its grace (3 s here); the gopls of an editor that lives is left alone',
  skip: noGopls || noNamespace,
  run: async stage => {
    const home = await makeHome(stage)
    stage.addHome(home)
    await writeFile(join(home, 'config.jsonc'), JSON.stringify(config))
    for (const name of ['orphan', 'kept']) {
      await mkdir(join(home, name))
      await symlink(gopls, join(home, name, 'gopls'))
    }
    const { PATH, HOME, TMPDIR } = process.env
    const environment = { PATH, HOME, TMPDIR, ...goSettings }
    const guardian = { GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: gopls }
    const sinceMs = performance.now()
    const child = spawn(program, [...options, 'sh', '-c', script, 'sh', home], {
      env: { ...environment, ...guardian, NODE: process.execPath, MAIN: builtMain },
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    stage.teardown(async () => {
      child.kill('SIGKILL')
      await ended
    })
    const acted = await waitFor('observed.acted', 60_000, async () =>
      (await readEvents(home)).find(({ event }) => event === 'observed.acted'),
    )
    const tookMs = performance.now() - sinceMs
    const table = await openProcessTable(process.platform)
    const count = async (name: string) => (await findProcesses(table, [join(home, name)])).length
    stage.check((await count('orphan')) === 0, 'the orphan lives')
    stage.check((await count('kept')) > 0, 'the gopls of a living editor is gone')
    return { state: String(acted['verdict']), event: acted.event, tookMs, facts: String(acted['outcome']) }
  },
}

export const observedRows: readonly FaultRow[] = [orphan]
