import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { type LaunchPlan, launchGopls } from '../../src/supervisor/launch.js'
import { spawnHere } from '../../src/supervisor/spawn-here.js'
import { writeProgram } from '../gopls/write-program.js'
import { isRunning } from './is-running.js'

const table = await openProcessTable(process.platform)

t.test('a launch tells who was started, and where it listens', async t => {
  const { plan, folder, troubles } = planFor(t, 'echo "$@" >&2', 'sleep 60')
  writeFileSync(plan.stderrPath, 'of the generation before\n')
  const result = await launchGopls(plan, table)
  if (!result.ok) throw new Error(JSON.stringify(result.end))
  t.teardown(() => result.child?.kill())
  t.match(result.process, {
    identity: { pid: result.child?.pid, bootId: table.bootId },
    socketPath: join(folder, 'g-1-7.sock'),
    goplsPath: plan.binary.path,
    goplsVersion: 'v0.23.0',
    startedAtWallMs: 42,
    spawnedBy: 'daemon',
  })
  t.equal(result.process.stderrFromByte, 'of the generation before\n'.length)
  t.strictSame(troubles, [])
})

t.test('a process that cannot be identified is ended rather than left to nobody', async t => {
  const { plan, folder } = planFor(t, 'echo $$ > "$PID_FILE"', 'exec sleep 60')
  const unreadable = { ...table, readProcess: () => Promise.reject(new Error('EMFILE')) }
  const result = await launchGopls(plan, unreadable)
  t.match(result, { ok: false, end: { kind: 'exited', signal: 'SIGKILL' } })
  const pid = Number(readPid(folder))
  if (pid > 0) t.equal(await isRunning(pid), false)
})

t.test('a folder in the place of its socket is told as an end', async t => {
  const { plan, folder } = planFor(t, 'sleep 60')
  mkdirSync(join(folder, 'g-1-7.sock'))
  t.match(await launchGopls(plan, table), {
    ok: false,
    end: { kind: 'not-started', detail: `${folder}/g-1-7.sock is in use` },
  })
})

t.test('a program that is gone is told as an end', async t => {
  const { plan } = planFor(t, 'sleep 60')
  rmSync(plan.binary.path)
  t.match(await launchGopls(plan, table), {
    ok: false,
    end: { kind: 'not-started', detail: /ENOENT/ },
  })
})

t.test('without a place for its log it is started all the same', async t => {
  const { plan, troubles } = planFor(t, 'sleep 60')
  mkdirSync(plan.stderrPath)
  const result = await launchGopls(plan, table)
  t.match(troubles, [/^cannot write .*gopls-1\.log: Error: EISDIR/])
  if (!result.ok) throw new Error(JSON.stringify(result.end))
  result.child?.kill()
})

function planFor(
  t: Test,
  ...lines: readonly string[]
): { readonly plan: LaunchPlan; readonly folder: string; readonly troubles: readonly string[] } {
  const troubles: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'launch-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const path = writeProgram(join(folder, 'gopls'), ...lines)
  const plan: LaunchPlan = {
    instanceId: '1',
    generation: 7,
    binary: { path, realPath: path, version: 'v0.23.0', fileIdentity: 'x', source: 'path', isScript: true },
    extraArgs: [],
    listenTimeoutMs: 1_000,
    socketFolder: folder,
    stderrPath: join(folder, 'gopls-1.log'),
    homeFolder: folder,
    startedAtWallMs: 42,
    spawnedBy: 'daemon',
    spawn: spawnHere({
      environment: { PATH: process.env['PATH'], PID_FILE: join(folder, 'pid') },
      onLogTrouble: detail => troubles.push(detail),
    }),
  }
  return { plan, folder, troubles }
}

/** Empty when it was ended before it could write it. */
function readPid(folder: string): string {
  try {
    return readFileSync(join(folder, 'pid'), 'utf8')
  } catch {
    return ''
  }
}
