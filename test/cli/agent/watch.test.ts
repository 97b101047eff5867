import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'
import { mainFile } from '../run-cli.js'
import { makeHome } from '../stand-in-daemon.js'

t.test('the watchdog makes the logs folder that launchd needs, and leaves its lines there', async t => {
  const home = await makeHome(t)
  const launchctl = join(home, 'launchctl')
  const pended = `gui/501/dev.gopls-guardian.agent = {\n\tstate = not running\n\n\tdomain = gui/501\n\tpended nondemand spawn = inefficient\n}\n`
  writeFileSync(join(home, 'printed'), pended)
  writeFileSync(
    launchctl,
    `#!/bin/sh\ncase $1 in print) cat '${home}/printed' ;; *) echo "$@" >'${home}/called' ;; esac\n`,
    { mode: 0o755 },
  )
  const env = { HOME: home, GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_LAUNCHCTL: launchctl }
  const { stdout, stderr } = await execa(
    process.execPath,
    [...process.execArgv, mainFile, 'agent', 'watch'],
    { env },
  )
  t.strictSame([stdout, stderr], ['', ''])
  t.equal(statSync(join(home, 'logs')).mode & 0o777, 0o700)
  t.match(
    readFileSync(join(home, 'logs', 'launchd.err.log'), 'utf8'),
    /^\d{4}-\S+Z watchdog: launchd held the daemon back \(inefficient\): started\n$/,
  )
  t.match(readFileSync(join(home, 'called'), 'utf8'), /^kickstart gui\/\d+\/dev\.gopls-guardian\.agent\n$/)
})
