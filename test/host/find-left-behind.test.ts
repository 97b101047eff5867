import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import t, { type Test } from 'tap'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { findLeftBehind } from './find-left-behind.js'

const table = await openProcessTable(process.platform)
const noEnvironments = existsSync('/proc/self/environ')
  ? {}
  : { skip: 'the system does not show environments' }
const graceMs = 300

t.test('a process whose environment names the home is found, and no other', noEnvironments, async t => {
  const folder = t.testdir({})
  const left = await startWaiting(t, { GOPLS_GUARDIAN_HOME: `${folder}/home` })
  await startWaiting(t, { GOPLS_GUARDIAN_HOME: `${folder}-two/home` })
  await startWaiting(t, { OTHER: `GOPLS_GUARDIAN_HOME=${folder}/home` })
  t.match(await findLeftBehind(table, [folder], graceMs), [{ pid: left.pid }])
})

t.test('a process whose command names the folder is found', async t => {
  const folder = t.testdir({})
  const left = await startWaiting(t, {}, `-listen=unix;${folder}/home/run/1`)
  await startWaiting(t, {}, `${folder}-two/home`)
  t.match(await findLeftBehind(table, [folder], graceMs), [{ pid: left.pid }])
})

t.test('what ends in the meantime is not left behind', async t => {
  const folder = t.testdir({})
  const child = await startWaiting(t, {}, `${folder}/home`)
  const finding = findLeftBehind(table, [folder])
  child.stdin.end()
  t.strictSame(await finding, [])
})

/** Ends with its stdin. */
async function startWaiting(t: Test, environment: Readonly<Record<string, string>>, argument = '') {
  const script = 'console.log("ready"); process.stdin.resume()'
  const child = spawn(process.execPath, ['-e', script, '--', argument], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  t.teardown(async () => {
    child.stdin.end()
    await ended
  })
  await once(child.stdout, 'data')
  return child
}
