import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { noStarts } from '../../src/launchd/start-count.js'
import { readStartCount, startFile } from '../../src/launchd/start-file.js'
import { findRealGopls } from '../real/real-gopls.js'
import { runCli } from './run-cli.js'
import { makeHome } from './stand-in-daemon.js'
import { startDaemon, writeConfig } from './start-daemon.js'

const { skip, binary } = await findRealGopls()

t.test('the start after five that failed ends well and says why in the log', async t => {
  const home = await makeHome(t)
  await writeFile(join(home, 'config.jsonc'), '{ "http": { "port": "none" } }')
  for (let tries = 0; tries < 5; tries += 1) t.equal((await runCli(['run', '--agent'], home)).exitCode, 78)
  t.equal((await runCli(['run', '--agent'], home)).exitCode, 0)
  t.equal((await runCli(['run', '--agent'], home)).exitCode, 0)
  const lines = readFileSync(join(home, 'logs', 'guardian.log'), 'utf8')
    .trim()
    .split('\n')
  t.equal(lines.length, 1, 'what is parked says so once')
  t.match(JSON.parse(String(lines[0])), { event: 'daemon.parked', lastReason: /http\.port/ })
})

t.test('where the log cannot be written, why it is parked is said on stderr', async t => {
  const home = await makeHome(t)
  await mkdir(join(home, 'logs', 'guardian.log'), { recursive: true })
  await writeFile(join(home, 'config.jsonc'), '{ "http": { "port": "none" } }')
  for (let tries = 0; tries < 5; tries += 1) await runCli(['run', '--agent'], home)
  t.match(await runCli(['run', '--agent'], home), { exitCode: 0, stderr: /"event":"daemon\.parked"/ })
})

t.test('a daemon that was told to go has not failed; one that was killed has', { skip }, async t => {
  const home = await makeHome(t)
  await writeConfig(home)
  const file = startFile(join(home, 'run'))
  const start = async () => {
    const daemon = await startDaemon(t, { home, gopls: binary?.path ?? '', args: ['--agent'] })
    await daemon.stdout.until(/^http:/)
    return daemon
  }
  t.match(await (await start()).kill('SIGTERM'), { exitCode: 0 })
  t.same(await readStartCount(file), noStarts)
  await (await start()).kill('SIGKILL')
  t.type((await readStartCount(file)).begunAtMs, 'number')
  const next = await start()
  t.match(await readStartCount(file), { failures: 1 })
  await next.kill('SIGTERM')
})
