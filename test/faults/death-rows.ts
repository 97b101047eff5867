import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { writeProgram } from '../gopls/write-program.js'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, type Guarded, startGuarded } from './guarded.js'
import type { Stage } from './stage.js'
import { wrapExit } from './wrapped-gopls.js'

const replaced = { state: 'ready, healthy', event: 'instance.ended' } as const

const signals = (['SIGKILL', 'SIGSEGV'] as const).map(
  (signal): FaultRow => ({
    name: signal.toLowerCase(),
    inject: `${signal} to gopls, and a hover at the same moment`,
    expected: replaced,
    longestMs: 3_000,
    mostKills: 0,
    holds: 'the hover has its answer, the editor notices nothing, one crash is counted',
    skip: noGopls,
    run: stage => survive(stage, gopls, signal),
  }),
)

const exits = [0, 3].map(
  (exitCode): FaultRow => ({
    name: `exit-${exitCode}`,
    inject: `gopls ends with exit code ${exitCode} under an editor`,
    expected: replaced,
    longestMs: 3_000,
    mostKills: 0,
    holds: 'the hover has its answer, the editor notices nothing, one crash is counted',
    skip: noGopls,
    run: async stage => survive(stage, await wrapExit(stage, exitCode), 'SIGUSR1'),
  }),
)

async function survive(stage: Stage, path: string, signal: NodeJS.Signals) {
  const { daemon, pid, hover, leave } = await startAtWork(stage, { gopls: path })
  stage.strike(pid, signal)
  const tookMs = await hover()
  const ended = await daemon.eventWhen('instance.ended')
  const instance = await daemon.instanceWhen(
    each => each.sessionCount > 0 && each.pid !== pid && each.verdict === 'healthy',
  )
  const { crash, ...others } = instance.restarts
  stage.check(crash === 1, `${crash} crashes were counted`)
  stage.check(
    Object.values(others).every(count => count === 0),
    'it was counted as something else, too',
  )
  await leave()
  return {
    state: describeState(instance),
    event: ended.event,
    tookMs,
    facts: `ended: ${String(ended['end'])}; hover after ${Math.round(tookMs)} ms`,
  }
}

const dyingAtOnce: FaultRow = {
  name: 'death-after-ready',
  inject: 'a stand-in that dies right after its first answer, in each generation',
  expected: { state: 'failed', event: 'breaker.opened' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'five generations, and no sixth 3 s later; /health warns or fails',
  skip: false,
  run: async stage => {
    const { path } = installFakeGopls(stage, 'die-after-ready')
    const ends = join(await stage.makeFolder(), 'ends')
    const sinceMs = performance.now()
    const daemon = await startGuarded(stage, { gopls: await writeDownEnds(stage, path, ends) })
    const result = await awaitBreaker(stage, daemon, sinceMs)
    await delay(3_000)
    const launches = (await daemon.events()).filter(({ event }) => event === 'instance.launched').length
    stage.check(launches === 5, `${launches} generations were launched`)
    const ownEnds = (await readFile(ends, 'utf8')).split('\n').filter(exitCode => exitCode === '3').length
    stage.check(ownEnds === 5, `${ownEnds} ended by themselves`)
    stage.countOwnEnds(ownEnds)
    return { ...result, facts: `${launches} generations` }
  },
}

/** A program of its own around this one: whoever ends the group ends it too, and then nothing is written down. */
async function writeDownEnds(stage: Stage, path: string, ends: string): Promise<string> {
  return writeProgram(
    join(await stage.makeFolder(), 'gopls'),
    `'${path}' "$@"`,
    'exitCode=$?',
    `[ "$1" = serve ] && echo $exitCode >>'${ends}'`,
    'exit $exitCode',
  )
}

const dyingLate: FaultRow = {
  name: 'death-after-health',
  inject:
    'gopls killed after a good time (3 s, the window is 2 s here), then in each generation as soon as it answers',
  expected: { state: 'failed', event: 'breaker.opened' },
  longestMs: 30_000,
  mostKills: 0,
  holds: 'the good time excuses the first death and no other: the breaker opens at the fifth after it',
  skip: noGopls,
  run: async stage => {
    const daemon = await startGuarded(stage, {
      gopls,
      config: { restart: { window: '2s', backoffMax: '1s' } },
    })
    await daemon.ready()
    await delay(3_000)
    const sinceMs = performance.now()
    const struck = new Set<number>()
    const isOpen = async () => (await daemon.events()).some(({ event }) => event === 'breaker.opened')
    while (!(await isOpen()) && struck.size < 10) {
      const next = await daemon.instanceWhen(
        ({ state, pid }) => state === 'failed' || (state === 'ready' && pid !== null && !struck.has(pid)),
      )
      if (next.state === 'failed' || next.pid === null) break
      struck.add(next.pid)
      stage.strike(next.pid, 'SIGKILL')
    }
    stage.check(struck.size === 6, `the breaker opened after ${struck.size} deaths in all`)
    return await awaitBreaker(stage, daemon, sinceMs)
  },
}

async function awaitBreaker(stage: Stage, daemon: Guarded, sinceMs: number) {
  const { event } = await daemon.eventWhen('breaker.opened')
  const tookMs = performance.now() - sinceMs
  const { state } = await daemon.instanceWhen(each => each.state === 'failed')
  const { status } = await daemon.statusWhen(() => true)
  stage.check(status !== 'pass', `/health says ${status}`)
  return { state, event, tookMs }
}

const idleExit: FaultRow = {
  name: 'idle-exit',
  inject: 'gopls ends itself as idle (exit 2) while no daemon runs',
  expected: { state: 'ready, healthy', event: 'instance.ended' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'no crash is counted and no incident is opened',
  skip: noGopls,
  run: async stage => {
    const first = await startGuarded(stage, { gopls, config: { instances: { idleTimeout: '1s' } } })
    const { pid } = await first.ready()
    await first.kill('SIGKILL')
    await eventually(async () => !(await isRunning(pid)) || undefined, 20_000)
    stage.countOwnEnds(1)
    const sinceMs = performance.now()
    const next = await startGuarded(stage, { gopls, home: first.home })
    const { event, end } = await next.eventWhen('instance.ended')
    const instance = await next.instanceWhen(({ verdict }) => verdict === 'healthy')
    const tookMs = performance.now() - sinceMs
    stage.check(instance.restarts.crash === 0, 'it was counted as a crash')
    stage.check(
      !(await next.events()).some(each => each.event === 'incident.opened'),
      'an incident was opened',
    )
    return { state: describeState(instance), event, tookMs, facts: String(end) }
  },
}

export const deathRows: readonly FaultRow[] = [...signals, ...exits, dyingAtOnce, dyingLate, idleExit]
