import { setTimeout as delay } from 'node:timers/promises'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import type { FaultRow } from './fault-row.js'
import { describeState, findEnd, type InstanceStatus, startGuarded } from './guarded.js'
import { quickLooks } from './hang-rows.js'

const limitMebibytes = 200
const config = { ...quickLooks, limits: { memory: `${limitMebibytes}MiB`, samples: 3 } } as const

const isOverLimit = ({ residentBytes }: InstanceStatus): boolean =>
  (residentBytes ?? 0) > limitMebibytes * 2 ** 20

const ramp: FaultRow = {
  name: 'memory-ramp',
  inject: 'a stand-in that grows to 300 MiB (limit 200), and so does the next generation',
  expected: { state: 'ready, healthy', event: 'instance.memory-not-chased' },
  longestMs: 60_000,
  mostKills: 1,
  holds: 'it is recycled once, and not over and over; the breaker stays closed',
  skip: false,
  run: async stage => {
    const fake = installFakeGopls(stage, 'memory-ramp:300')
    const daemon = await startGuarded(stage, { gopls: fake.path, config })
    await daemon.instanceWhen(isOverLimit)
    const sinceMs = performance.now()
    const { event } = await daemon.eventWhen('instance.memory-not-chased', undefined, 60_000)
    const tookMs = performance.now() - sinceMs
    await delay(5_000)
    const instance = await daemon.instanceWhen(({ verdict }) => verdict === 'healthy')
    stage.check(instance.restarts.memory === 1, `${instance.restarts.memory} recycled for memory`)
    stage.check(instance.breaker.state === 'closed', `the breaker is ${instance.breaker.state}`)
    return { state: describeState(instance), event, tookMs }
  },
}

const spike: FaultRow = {
  name: 'memory-spike',
  inject: 'a stand-in that holds 256 MiB more for one look (limit 200)',
  expected: { state: 'ready, healthy', event: 'none' },
  longestMs: 10_000,
  mostKills: 0,
  holds: 'the same process goes on, without the memory',
  skip: false,
  run: async stage => {
    const fake = installFakeGopls(stage, 'memory-spike:256')
    const daemon = await startGuarded(stage, { gopls: fake.path, config })
    const { pid } = await daemon.ready()
    const high = await daemon.instanceWhen(isOverLimit, 60_000)
    const sinceMs = performance.now()
    await daemon.instanceWhen(each => each.pid === pid && !isOverLimit(each))
    const tookMs = performance.now() - sinceMs
    await delay(3_000)
    const instance = await daemon.instanceWhen(each => each.pid === pid && each.verdict === 'healthy')
    const facts = `up to ${Math.round((high.residentBytes ?? 0) / 2 ** 20)} MiB`
    return { state: describeState(instance), event: await findEnd(daemon), tookMs, facts }
  },
}

export const memoryRows: readonly FaultRow[] = [ramp, spike]
