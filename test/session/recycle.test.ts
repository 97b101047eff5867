import { copyFile, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { GuardianEvent } from '../../src/supervisor/event-log.js'
import { writeConfig } from '../cli/start-daemon.js'
import { eventually } from '../host/eventually.js'
import { findRealGopls } from '../real/real-gopls.js'
import { awaitIncident } from '../supervisor/incidents/await-incident.js'
import { isRunning } from '../supervisor/is-running.js'
import { judgeSession } from './oracle.js'
import { realCommand } from './real-command.js'
import type { SessionEnvironment } from './session-environment.js'
import { startEditor } from './start-editor.js'
import { startEnvironment } from './start-environment.js'
import { work } from './workload.js'
import { makeWorkspace } from './workspace.js'

const { skip, binary } = await findRealGopls()
const gopls = binary?.path ?? ''
const seed = Number(process.env['SEED'] ?? 11)
const stepsAfter = 60
const moveLimitMs = 60_000
const logged = { logs: { level: 'debug' } } as const

t.test('an editor at work does not notice that another gopls is in place', { skip }, async t => {
  const folder = await mkdtemp(join(tmpdir(), 'upgrade-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'gopls')
  await copyFile(gopls, path)
  const environment = await startEnvironment(t, logged, path)
  await recycle(t, environment, 'upgrade', async () => {
    await copyFile(gopls, join(folder, 'next'))
    await rename(join(folder, 'next'), path)
  })
})

t.test('nor that its gopls is over the memory limit', { skip }, async t => {
  const environment = await startEnvironment(t, logged, gopls)
  await recycle(t, environment, 'memory', () =>
    writeConfig(environment.home, { ...logged, limits: { memory: '64MiB', samples: 2 } }),
  )
})

/** An editor works on while that happens, and for a while after it has another gopls. */
async function recycle(
  t: Test,
  environment: SessionEnvironment,
  reason: 'memory' | 'upgrade',
  begin: () => Promise<void>,
): Promise<void> {
  const workspace = await makeWorkspace(t)
  const editor = await startEditor(t, environment, workspace)
  const pid = await environment.instancePid()
  const hasMoved = async (): Promise<true | undefined> =>
    (await environment.instancePid().catch(() => pid)) === pid ? undefined : true
  let isOver = false
  const findings = [...(await work(editor, { seed, workspace, goOn: done => done < 20 }))]
  const moving = begin()
    .then(() => eventually(hasMoved, moveLimitMs))
    .finally(() => {
      isOver = true
    })
  const doneWhile = { steps: 0 }
  findings.push(
    ...(await work(editor, {
      seed: seed + 1,
      workspace,
      goOn: done => {
        doneWhile.steps = done
        return !isOver
      },
    })),
  )
  const movedAtMs = performance.now()
  t.ok(await moving, 'the session moved')
  findings.push(...(await work(editor, { seed: seed + 2, workspace, goOn: done => done < stepsAfter })))
  await eventually(async () => ((await isRunning(pid)) ? undefined : true))
  const { instances } = await environment.status()
  t.match(instances, [{ sessionCount: 1, restarts: { [reason]: 1, crash: 0, hang: 0, manual: 0 } }])
  t.equal(instances.length, 1, 'one gopls is left')
  t.not(await environment.instancePid(), pid)

  t.match(await awaitIncident(environment.home), { cause: reason, action: 'recycled', pid })

  const events = await readEvents(environment.home)
  const kinds = events.map(({ event }) => event)
  t.notOk(kinds.includes('session.replayed'))
  t.same(
    events.flatMap(({ event, reason }) =>
      event === 'instance.terminating' && reason !== 'stop' ? reason : [],
    ),
    [reason],
  )
  const trial = { editor, workspace, realGopls: realCommand(gopls), deaths: 'none' } as const
  t.same([...findings, ...(await judgeSession(t, trial))], [], `seed ${seed}`)
  const longest = editor.book.requests.toSorted((a, b) => (b.tookMs ?? 0) - (a.tookMs ?? 0))[0]
  const moved = events.find(({ event }) => event === 'session.moved')
  t.comment(
    `${doneWhile.steps} steps while it moved, beside for ${String(moved?.['besideMs'])} ms; of ${editor.book.requests.length} requests the longest took ${longest?.tookMs?.toFixed(0)} ms (${longest?.method}), ${((longest?.sentAtMs ?? 0) - movedAtMs).toFixed(0)} ms from the move`,
  )
}

type Logged = { readonly event: GuardianEvent['kind'] } & Readonly<Record<string, unknown>>

async function readEvents(home: string): Promise<readonly Logged[]> {
  const text = await readFile(join(home, 'logs', 'guardian.log'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as Logged)
}
