import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { watchStateFile } from '../../src/launchd/watch-state.js'
import { shells } from '../cli/drop-in-stage.js'
import { setLauncherStage } from './launcher-stage.js'

const script = 'gopls-guardian-watchdog'
const curl = ['/usr/bin', '/bin', '/usr/local/bin'].some(folder => existsSync(join(folder, 'curl')))
const skip = !curl && 'needs curl'

/** In the place of the launcher one that tells how it was called. */
function setStage(t: Test) {
  const stage = setLauncherStage(t)
  stage.write(join(stage.folder, 'bin', 'gopls-guardian'), '#!/bin/sh\nprintf "[%s]" "$@"\nexit 9\n')
  const state = stage.write(watchStateFile(stage.runFolder), '{}')
  return { ...stage, state }
}

async function listen(t: Test, socket: string, answer: RequestListener) {
  const server = createServer(answer).listen(socket)
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
}

const handedOver = { exitCode: 9, stdout: '[agent][watch]', stderr: '' }

for (const shell of shells) {
  t.test(
    `in ${shell} a daemon that answers is asked once, and its misses are forgotten`,
    { skip },
    async t => {
      const stage = setStage(t)
      const asked: (string | undefined)[] = []
      await listen(t, stage.apiSocket, (request, response) => {
        asked.push(`${request.method} ${request.url}`)
        response.end('alive')
      })
      // What would lead curl astray.
      stage.write(join(stage.home, '.curlrc'), 'url = "http://127.0.0.1:1/"\nfail-early\n')
      const environment = { http_proxy: 'http://127.0.0.1:1', ALL_PROXY: 'http://127.0.0.1:1' }
      const well = { exitCode: 0, stdout: '', stderr: '' }
      t.strictSame(await stage.run(script, { shell, environment }), well)
      t.notOk(existsSync(stage.state))
      t.strictSame(await stage.run(script, { shell, environment }), well, 'also where there were none')
      t.strictSame(asked, ['GET /livez', 'GET /livez'])
    },
  )

  t.test(`in ${shell} a socket on which nobody listens is a matter for Node`, async t => {
    const stage = setStage(t)
    t.strictSame(await stage.run(script, { shell }), handedOver)
    t.ok(existsSync(stage.state))
  })

  t.test(`in ${shell} so is an answer that is an error`, async t => {
    const stage = setStage(t)
    await listen(t, stage.apiSocket, (_request, response) => response.writeHead(503).end())
    t.strictSame(await stage.run(script, { shell }), handedOver)
  })

  t.test(`in ${shell} so is a daemon that is stopped, after two seconds`, { skip }, async t => {
    const stage = setStage(t)
    const program = `require('http').createServer((_, r) => r.end()).listen(process.argv[1], () => console.log('up'))`
    const daemon = spawn(process.execPath, ['-e', program, stage.apiSocket], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.teardown(() => daemon.kill('SIGKILL'))
    await once(daemon.stdout, 'data')
    daemon.kill('SIGSTOP')
    const startedAtMs = performance.now()
    t.strictSame(await stage.run(script, { shell }), handedOver)
    t.ok(performance.now() - startedAtMs > 1_900)
  })
}

t.test('without curl Node asks', async t => {
  const stage = setStage(t)
  const path = join(stage.folder, 'bin', script)
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('/usr/bin/curl', '/nowhere/curl'))
  for (const shell of shells)
    t.strictSame(await stage.run(script, { shell, environment: { PATH: '/nowhere' } }), handedOver)
})

t.test('while all is well a look costs less than 15 ms of CPU', { skip }, async t => {
  const stage = setStage(t)
  await listen(t, stage.apiSocket, (_request, response) => response.end('alive'))
  const environment = { HOME: stage.home, PATH: '/usr/bin:/bin' }
  const costsMs: number[] = []
  // Whatever else this computer does makes a turn dearer, and none cheaper.
  for (let turn = 0; turn < 4; turn++)
    costsMs.push(await measureLook(join(stage.folder, 'bin', script), environment))
  t.comment(`${Math.min(...costsMs)} ms`)
  t.ok(Math.min(...costsMs) < 15, costsMs.join(', '))
})

async function measureLook(path: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const looks = 20
  const loop = `i=0; while [ $i -lt ${looks} ]; do "$0" || exit 1; i=$((i + 1)); done; times`
  const child = spawn('/bin/sh', ['-c', loop, path], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // The second line is that of the children: user and system, `0m0.12s 0m0.06s`.
  const [, line = ''] = (await text(child.stdout)).split('\n')
  const seconds = [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  )
  if (seconds.length !== 2) throw new Error(`times printed ${line}`)
  return (seconds.reduce((sum, each) => sum + each, 0) * 1000) / looks
}
