import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { verifyGopls } from '../../src/gopls/verify.js'
import { eventually } from '../host/eventually.js'
import { installFakeGopls } from './install-fake-gopls.js'
import { connectTo, type ServedGopls, serveGopls, speakLsp } from './served-gopls.js'

/** How long an answer may be missing until we believe that none comes. */
const silenceMs = 300
const onLinux = process.platform === 'linux'

function start(
  t: Test,
  mode: string,
  flags: readonly string[] = [],
): ServedGopls & { readonly socketPath: string } {
  const folder = mkdtempSync(join(tmpdir(), 'modes-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 's')
  return { socketPath, ...serveGopls(t, installFakeGopls(t, mode).path, socketPath, flags) }
}

async function ask(socketPath: string): Promise<unknown> {
  const connection = speakLsp(await connectTo(socketPath))
  connection.onError(() => undefined)
  return connection.sendRequest('gopls/sessions')
}

t.test('a change of the mode holds from the next start on', async t => {
  const fake = installFakeGopls(t)
  const options = { environment: process.env }
  t.equal((await verifyGopls({ path: fake.path, source: 'path' }, options)).ok, true)
  fake.setMode('bad-version')
  t.match(await verifyGopls({ path: fake.path, source: 'path' }, options), { reason: 'not-gopls' })
})

t.test('the fake runs without what tap puts into children', { skip: !onLinux && 'reads /proc' }, async t => {
  const { socketPath, child } = start(t, 'healthy')
  await ask(socketPath)
  const environment = readFileSync(`/proc/${String(child.pid)}/environ`, 'utf8')
  t.match(environment, /FAKE_GOPLS_MODE_FILE/)
  t.notMatch(environment, /NODE_OPTIONS|_TAPJS_/)
})

for (const [mode, exitCode] of [
  ['exit-at-once', 1],
  ['exit-at-once:7', 7],
  ['no-such-mode', 64],
] as const) {
  t.test(`${mode} exits ${exitCode}`, async t => {
    t.match(await start(t, mode).ended, { exitCode, signal: null })
  })
}

for (const [mode, exitCode, stderr] of [
  ['die-after-ready', 3, 'connected'],
  ['die-after-ready:50', 3, 'connected'],
  ['panic', 2, /^panic: runtime error.*^goroutine \d+ \[running\]/ms],
] as const) {
  t.test(`${mode} answers once, then exits ${exitCode}`, async t => {
    const { socketPath, ended } = start(t, mode)
    t.ok(await ask(socketPath))
    t.match(await ended, { exitCode, signal: null, stderr })
  })
}

t.test('idle-exit exits as idle even with a connection', async t => {
  const { socketPath, ended } = start(t, 'idle-exit:500')
  await connectTo(socketPath)
  t.match(await ended, { exitCode: 2, stderr: 'timed out waiting for new connections' })
})

t.test('never-listen lives without a socket', async t => {
  const { socketPath, child } = start(t, 'never-listen')
  await delay(silenceMs)
  const [error] = (await once(createConnection(socketPath), 'error')) as [NodeJS.ErrnoException]
  t.equal(error.code, 'ENOENT')
  t.equal(child.exitCode, null)
})

for (const [mode, answers] of [
  ['silent', 0],
  ['garbage', 0],
  ['flood-garbage', 0],
  ['spin', 1],
  ['hang-after-ready', 1],
  ['hang-after-ready:2', 2],
] as const) {
  t.test(`${mode} gives ${answers} answers, then none, and lives`, async t => {
    const { socketPath, child } = start(t, mode)
    for (let count = 0; count < answers; count += 1) t.ok(await ask(socketPath))
    t.equal(await Promise.race([ask(socketPath), delay(silenceMs, 'silence')]), 'silence')
    t.equal(child.exitCode, null)
  })
}

t.test('spin-answering burns CPU and answers', async t => {
  const { socketPath } = start(t, 'spin-answering')
  t.ok(await ask(socketPath))
  t.ok(await ask(socketPath))
})

t.test('memory-ramp grows', { skip: !onLinux && 'reads /proc' }, async t => {
  const { socketPath, child } = start(t, 'memory-ramp:128')
  t.ok(await ask(socketPath))
  await until(() => residentMiB(child.pid) >= 150)
  t.pass()
})

t.test(
  'memory-spike grows after its 20th answer and shrinks at the next',
  { skip: !onLinux && 'reads /proc' },
  async t => {
    const { socketPath, child } = start(t, 'memory-spike:200')
    for (let count = 0; count < 20; count += 1) await ask(socketPath)
    await until(() => residentMiB(child.pid) >= 200)
    t.ok(await ask(socketPath))
    t.ok(residentMiB(child.pid) < 150)
  },
)

function residentMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

async function until(isSo: () => boolean): Promise<void> {
  await eventually(async () => isSo() || undefined)
}

for (const mode of ['ignore-term', 'ignore-term-grandchild']) {
  t.test(`${mode} survives SIGTERM and SIGQUIT, and still answers`, async t => {
    const { socketPath, child } = start(t, mode)
    t.ok(await ask(socketPath))
    child.kill('SIGTERM')
    child.kill('SIGQUIT')
    t.ok(await ask(socketPath))
  })
}

t.test('the grandchild of ignore-term-grandchild holds stderr when its parent is gone', async t => {
  const { socketPath, child, ended } = start(t, 'ignore-term-grandchild')
  t.ok(await ask(socketPath))
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  t.equal(await Promise.race([ended, delay(silenceMs, 'held')]), 'held')
  process.kill(-(child.pid ?? Number.NaN), 'SIGKILL')
  t.match(await ended, { signal: 'SIGKILL' })
})
