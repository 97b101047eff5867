import { randomInt } from 'node:crypto'
import type { Test } from 'tap'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { killRepeatedly } from './kill-loop.js'
import { judgeSession } from './oracle.js'
import type { Deaths } from './own-errors.js'
import { seededRandom } from './random.js'
import type { SessionCase, SessionEnvironment } from './session-environment.js'
import { startEditor } from './start-editor.js'
import { work } from './workload.js'
import { makeWorkspace } from './workspace.js'

/** Raised for the record; a seed that failed can be tried again. */
const kills = Number(process.env['REPEAT'] ?? 8)
const seed = Number(process.env['SEED'] ?? randomInt(1_000_000))

/** So many deaths in a row that no breaker may hold it against gopls. */
const config = { restart: { maxFailures: 1_000_000 } } as const

export const killCases: readonly SessionCase[] = [
  {
    name: `an editor at work does not notice ${kills} kills of gopls`,
    config,
    run: (t, environment) => survive(t, environment, 'between'),
  },
  {
    name: `kills during recovery (${kills} in all) cost no more than the requests that saw two of them`,
    config,
    run: (t, environment) => survive(t, environment, 'any'),
  },
]

async function survive(t: Test, environment: SessionEnvironment, deaths: Deaths): Promise<void> {
  t.setTimeout(600_000 + kills * 10_000)
  const workspace = await makeWorkspace(t)
  const editor = await startEditor(t, environment, workspace)
  let isOver = false
  const killing = killRepeatedly(editor, {
    kills,
    duringRecovery: deaths === 'any',
    random: seededRandom(seed),
    killInstance: () => killInstance(environment),
  }).finally(() => {
    isOver = true
  })
  const findings = await work(editor, { seed, workspace, goOn: () => !isOver })
  const tally = await killing
  const { realGopls } = environment
  const noticed = [...findings, ...(await judgeSession(t, { editor, workspace, realGopls, deaths }))]
  t.same(noticed, [], `seed ${seed}`)
  t.equal(tally.stoppedBy, undefined, `seed ${seed}`)
  const { instances } = await environment.status()
  const restarts = instances.map(each => each.restarts)
  t.match(restarts, [{ crash: kills, hang: 0, cpu: 0, memory: 0, upgrade: 0 }], 'nobody else ended a gopls')
  t.comment(`${JSON.stringify(tally)}, ${editor.book.requests.length} requests, seed ${seed}`)
}

/** During recovery there may be no process yet, or one that is gone and not yet seen to be. */
async function killInstance(environment: SessionEnvironment): Promise<void> {
  const pid = await eventually(async () => {
    const found = await environment.instancePid().catch(() => undefined)
    return found !== undefined && (await isRunning(found)) ? found : undefined
  })
  process.kill(pid, 'SIGKILL')
  await eventually(async () => !(await isRunning(pid)) || undefined)
}
