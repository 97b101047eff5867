import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { askLivez } from '../../src/launchd/ask-livez.js'
import { keepDaemonEvidence } from '../../src/launchd/daemon-evidence.js'
import { openLaunchctl } from '../../src/launchd/open-launchctl.js'
import { watchDaemon } from '../../src/launchd/watch-daemon.js'
import { makeHome } from '../cli/stand-in-daemon.js'
import { stopProcess } from '../host/stop-process.js'

const table = await openProcessTable(process.platform)

t.test('a daemon that is stopped is killed at the third look, and leaves its evidence', async t => {
  const folder = await makeHome(t)
  const socket = join(folder, 's')
  const server = `require('http').createServer((_, r) => r.end()).listen(process.argv[1], () => console.log('up'))`
  const daemon = spawn(process.execPath, ['-e', server, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => daemon.kill('SIGKILL'))
  await once(daemon.stdout, 'data')
  const ended = once(daemon, 'exit')
  // What launchd does on `kickstart -k` with one that does not heed SIGTERM.
  const program = join(folder, 'launchctl')
  const printed = `gui/501/dev.gopls-guardian.agent = {\n\tstate = running\n\n\tdomain = gui/501\n\tpid = ${daemon.pid}\n}\n`
  writeFileSync(join(folder, 'printed'), printed)
  writeFileSync(
    program,
    `#!/bin/sh
case $1 in
  print) cat "$FOLDER/printed" ;;
  kickstart) echo "$@" >"$FOLDER/called"; kill -KILL ${daemon.pid} ;;
esac
`,
    { mode: 0o755 },
  )
  let nowMs = Date.now()
  let limitMs = 30_000
  const lines: string[] = []
  const look = () => {
    nowMs += 60_000
    return watchDaemon({
      launchctl: openLaunchctl({ program, uid: 501, environment: { ...process.env, FOLDER: folder } }),
      table,
      runFolder: folder,
      nowWallMs: () => nowMs,
      readWakeTimeMs: () => Promise.resolve(null),
      isAnswering: () => askLivez(socket, limitMs),
      keepEvidence: pid =>
        keepDaemonEvidence({ pid, incidentsFolder: folder, guardianLog: join(folder, 'none'), nowWallMs: 0 }),
      complain: line => lines.push(line),
    })
  }
  t.equal(await look(), true)
  t.strictSame(lines, [], 'it answers still')
  await stopProcess(Number(daemon.pid))
  limitMs = 300
  for (let miss = 1; miss <= 3; miss++) t.equal(await look(), true)
  t.strictSame(await ended, [null, 'SIGKILL'])
  t.equal(readFileSync(join(folder, 'called'), 'utf8'), 'kickstart -k gui/501/dev.gopls-guardian.agent\n')
  t.match(lines.at(-1), /hung and was replaced/)
  t.match(readFileSync(join(folder, '1970-01-01T00-00-00.000Z-daemon-hung', 'ps.txt'), 'utf8'), / T/)
})
