import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type SpawnedGopls, spawnGopls } from '../../src/gopls/spawn-gopls.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { eventually } from '../host/eventually.js'

const usual = {
  path: '/bin/sh',
  args: [],
  environment: {},
  folder: '/tmp',
  stderr: 'ignore',
} as const

t.test('it runs in a session and group of its own, with this environment, folder and stderr', async t => {
  const folder = t.testdir({})
  const log = join(folder, 'log')
  const fd = openSync(log, 'a')
  const script = 'echo "$COLOUR $PWD $HOME" >&2; sleep 60'
  const spawned = run(t, script, { environment: { COLOUR: 'red' }, folder, stderr: fd })
  closeSync(fd)
  const text = await eventually(() => Promise.resolve(readFileSync(log, 'utf8') || undefined))
  t.equal(text, `red ${folder} \n`)
  const table = await openProcessTable(process.platform)
  t.match(await table.readProcess(spawned.pid ?? 0), { groupId: spawned.pid })
})

t.test('an exit tells its code', async t => {
  t.strictSame(await run(t, 'exit 7').ended, { kind: 'exited', code: 7, signal: null })
})

t.test('a death tells its signal, and kill is one', async t => {
  const spawned = run(t, 'sleep 60')
  spawned.kill()
  t.strictSame(await spawned.ended, { kind: 'exited', code: null, signal: 'SIGKILL' })
  t.doesNotThrow(() => spawned.kill(), 'again, when it is gone')
})

const failures: readonly (readonly [string, Partial<Parameters<typeof spawnGopls>[0]>, RegExp])[] = [
  ['a program that is missing', { path: '/no/such/gopls' }, /ENOENT/],
  ['a program that is a folder', { path: '/tmp' }, /EACCES/],
  ['a folder that is missing', { folder: '/no/such/folder' }, /ENOENT/],
  ['an argument that no system takes', { args: ['a\0b'] }, /null bytes/],
]
for (const [name, request, detail] of failures)
  t.test(`${name} is told as an end, not thrown`, async t => {
    const spawned = spawnGopls({ ...usual, ...request })
    t.equal(spawned.pid, undefined)
    t.match(await spawned.ended, { kind: 'not-started', detail })
    t.doesNotThrow(() => {
      spawned.unref()
      spawned.kill()
    })
  })

function run(t: Test, script: string, request: Partial<Parameters<typeof spawnGopls>[0]> = {}): SpawnedGopls {
  const spawned = spawnGopls({ ...usual, args: ['-c', script], ...request })
  t.teardown(async () => {
    spawned.kill()
    await spawned.ended
  })
  return spawned
}
