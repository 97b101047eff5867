import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import t, { type Test } from 'tap'
import { takeDaemonLock } from '../../../src/cli/daemon-lock.js'
import { identify } from '../../../src/host/identity.js'
import { openProcessTable } from '../../../src/host/open-process-table.js'
import { mainFile } from '../run-cli.js'
import { makeHome } from '../stand-in-daemon.js'

/** A launchd that has no job; what is asked of it besides a look, it notes. */
async function setStage(t: Test) {
  const home = await makeHome(t)
  const launchctl = join(home, 'launchctl')
  const called = join(home, 'called')
  const script = `#!/bin/sh\nif [ "$1" = print ]; then echo 'Bad request.' >&2; exit 113; fi\necho "$@" >>'${called}'\n`
  writeFileSync(launchctl, script, { mode: 0o755 })
  const env = { HOME: home, GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_LAUNCHCTL: launchctl }
  const agent = (command: string) =>
    execa(process.execPath, [...process.execArgv, mainFile, 'agent', command], { env, reject: false })
  /** As whoever runs a daemon, or installs, does. */
  const lock = async (...folder: readonly string[]) => {
    const table = await openProcessTable(process.platform)
    const owner = await identify(table, process.pid)
    const locked = owner && (await takeDaemonLock(join(home, ...folder), table, owner))
    if (!locked?.ok) throw new Error('no lock')
    t.teardown(() => locked.lock.release())
  }
  return { home, called, agent, lock }
}

for (const command of ['start', 'stop'])
  t.test(`while somebody installs nothing is changed: ${command}`, async t => {
    const { called, agent, lock } = await setStage(t)
    await lock('install-lock')
    const { exitCode, stderr } = await agent(command)
    t.equal(exitCode, 1)
    t.match(stderr, `another installation is under way, with pid ${process.pid}`)
    t.notOk(existsSync(called))
  })

t.test('beside a daemon in the foreground none is started', async t => {
  const { called, agent, lock } = await setStage(t)
  await lock('run', 'lock')
  const { exitCode, stderr } = await agent('start')
  t.equal(exitCode, 1)
  t.match(stderr, `a daemon runs in the foreground, with pid ${process.pid}. End it with Ctrl-C`)
  t.notOk(existsSync(called))
})

t.test('a start makes the logs folder that launchd needs', async t => {
  const { home, agent } = await setStage(t)
  t.match(await agent('start'), { exitCode: 1, stderr: /the daemon is not installed/ })
  t.ok(existsSync(join(home, 'logs')))
})
