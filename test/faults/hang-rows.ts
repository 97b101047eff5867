import { setTimeout as delay } from 'node:timers/promises'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { isRunning } from '../supervisor/is-running.js'
import { livingGroup } from '../supervisor/living-group.js'
import type { FaultRow } from './fault-row.js'
import { describeState, type Guarded, startGuarded } from './guarded.js'

const deaf: FaultRow = {
  name: 'hang',
  inject: 'a stand-in that answers nothing any more, and nothing of its stacks',
  expected: { state: 'ready, healthy', event: 'instance.terminating' },
  longestMs: 60_000,
  mostKills: 1,
  holds: 'the look inside is refused and written down; the next one is healthy',
  skip: false,
  run: async stage => {
    const fake = installFakeGopls(stage, 'hang-after-ready:2')
    const daemon = await startGuarded(stage, { gopls: fake.path, config: quickLooks })
    const result = await awaitReplacement(daemon, fake)
    const [examined] = (await daemon.events()).filter(({ event }) => event === 'instance.examined')
    stage.check(examined?.['stacks'] === 'unavailable', 'nothing tells that there were no stacks')
    return result
  },
}

const spinning: FaultRow = {
  name: 'spin',
  inject: 'a stand-in that burns CPU and answers nothing any more (floor 1 s: long fuse 10 s)',
  expected: { state: 'ready, healthy', event: 'instance.terminating' },
  longestMs: 45_000,
  mostKills: 1,
  holds: 'not before the long fuse is over; counted as cpu',
  skip: false,
  run: async stage => {
    const fake = installFakeGopls(stage, 'spin')
    const daemon = await startGuarded(stage, {
      gopls: fake.path,
      config: { ...quickLooks, hang: { floor: '1s' } },
    })
    const result = await awaitReplacement(daemon, fake)
    const ending = await daemon.eventWhen('instance.terminating')
    stage.check(ending['reason'] === 'cpu', `the reason is ${String(ending['reason'])}`)
    stage.check(Number(ending['detectionMs']) >= 10_000, `after ${String(ending['detectionMs'])} ms`)
    return result
  },
}

const spinningAnswering: FaultRow = {
  name: 'spin-answering',
  inject: 'a stand-in that burns CPU and answers, for 15 s and more (floor 1 s: long fuse 10 s)',
  expected: { state: 'ready, healthy', event: 'none' },
  // How soon it has used so much depends on who else computes here.
  longestMs: 60_000,
  mostKills: 0,
  holds: 'the same process goes on after it has used more than 10 s of CPU',
  skip: false,
  run: async stage => {
    const fake = installFakeGopls(stage, 'spin-answering')
    const daemon = await startGuarded(stage, {
      gopls: fake.path,
      config: { ...quickLooks, hang: { floor: '1s' } },
    })
    const { pid } = await daemon.ready()
    const sinceMs = performance.now()
    const fuseSeconds = 10
    await daemon.instanceWhen(each => each.pid === pid && (each.cpuSeconds ?? 0) > fuseSeconds, 60_000)
    const tookMs = performance.now() - sinceMs
    await delay(Math.max(0, 15_000 - tookMs))
    const instance = await daemon.instanceWhen(each => each.pid === pid)
    const ending = (await daemon.events()).find(({ event }) => event === 'instance.terminating')
    const facts = `${instance.cpuSeconds ?? 0} s of CPU; took: until it had used ${fuseSeconds} s`
    return { state: describeState(instance), event: ending?.event ?? 'none', tookMs, facts }
  },
}

const stubborn: FaultRow = {
  name: 'term-ignored',
  inject: 'restart by hand of a stand-in that ignores SIGTERM and SIGQUIT, and whose child holds its stderr',
  expected: { state: 'ready, healthy', event: 'instance.terminating' },
  longestMs: 15_000,
  mostKills: 1,
  holds: 'nobody of its group is left',
  skip: false,
  run: async stage => {
    const fake = installFakeGopls(stage, 'ignore-term-grandchild')
    const daemon = await startGuarded(stage, { gopls: fake.path })
    const { pid } = await daemon.ready()
    stage.check((await livingGroup(pid)).length === 2, 'it has no child')
    fake.setMode('healthy')
    const sinceMs = performance.now()
    await daemon.post('/api/v1/instances/1/restart')
    const instance = await daemon.instanceWhen(each => each.generation === 2 && each.verdict === 'healthy')
    const { event } = await daemon.eventWhen('instance.terminating')
    const left = await livingGroup(pid)
    stage.check(left.length === 0, `${left.length} of its group are left`)
    return { state: describeState(instance), event, tookMs: performance.now() - sinceMs }
  },
}

/** At an idle gopls guardian looks every 30 s; a row need not last as long. */
export const quickLooks = { probe: { idleInterval: '1s', interval: '1s' } } as const

/** Until the next generation, a healthy one, is in the place of the first. */
async function awaitReplacement(daemon: Guarded, fake: { setMode(mode: string): void }) {
  const { pid } = await daemon.ready()
  fake.setMode('healthy')
  const sinceMs = performance.now()
  const { event, because } = await daemon.eventWhen('instance.terminating', undefined, 90_000)
  const instance = await daemon.instanceWhen(
    each => each.generation === 2 && each.verdict === 'healthy',
    60_000,
  )
  await eventually(async () => !(await isRunning(pid)) || undefined)
  return {
    state: describeState(instance),
    event,
    tookMs: performance.now() - sinceMs,
    facts: String(because),
  }
}

export const hangRows: readonly FaultRow[] = [deaf, spinning, spinningAnswering, stubborn]
