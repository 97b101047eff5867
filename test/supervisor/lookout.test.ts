import t, { type Test } from 'tap'
import { defaultSettings, type Settings } from '../../src/config/settings.js'
import { Lookout, type LookoutDependencies } from '../../src/supervisor/lookout.js'
import { fakeProcessTable, processRow } from '../host/fake-process-table.js'
import { LookedInstance } from './looked-instance.js'

/** The clock stands still unless it is turned; looks that come by themselves never do within a test. */
const rarely = withProbe({ intervalMs: 3_600_000, idleIntervalMs: 3_600_000 })
const always = withProbe({ intervalMs: 1, idleIntervalMs: 1 })

t.test('one call reads the table for all; each instance sees its own group', async t => {
  const rows = [{ pid: 10 }, { pid: 11, groupId: 10 }, { pid: 20 }, { pid: 30 }].map(processRow)
  const table = fakeProcessTable(rows)
  const asked: (readonly number[])[] = []
  const readGroups = (ids: readonly number[]) => {
    asked.push(ids)
    return table.readGroups(ids)
  }
  const [one, two, none] = [new LookedInstance(10), new LookedInstance(20), new LookedInstance(undefined)]
  const { lookout } = start(t, { instances: () => [one, two, none], table: { ...table, readGroups } })
  await lookout.lookNow()
  t.strictSame(asked, [[10, 20]])
  t.match(one.looks, [{ pids: [10, 11], observer: 'fit' }])
  t.match(two.looks, [{ pids: [20] }])
  t.match(none.looks, [{ pids: [] }])
})

const rhythms: readonly (readonly [string, Partial<LookedInstance>, Partial<Settings['probe']>])[] = [
  ['an idle one sets', {}, { idleIntervalMs: 1 }],
  ['one in use sets', { sessions: 1 }, { intervalMs: 1 }],
  ['one in doubt sets', { isInDoubt: true }, { intervalMs: 1 }],
]
for (const [name, state, probe] of rhythms)
  t.test(`it looks again and again, in the rhythm that ${name}`, async t => {
    const instance = Object.assign(new LookedInstance(10), state)
    const slow = { intervalMs: 3_600_000, idleIntervalMs: 3_600_000 }
    start(t, { settings: () => withProbe({ ...slow, ...probe }), instances: () => [instance] })
    await instance.looked(3)
    t.pass()
  })

t.test('in doubt it looks at least once in half the time that makes a question overdue', async t => {
  const instance = Object.assign(new LookedInstance(10), { isInDoubt: true })
  const settings = { ...rarely, hang: { ...rarely.hang, floorMs: 10 } }
  start(t, { settings: () => settings, instances: () => [instance] })
  await instance.looked(2)
  t.pass()
})

t.test('a look can be had soon, and twice soon is once', async t => {
  const instance = new LookedInstance(10)
  const { lookout } = start(t, { instances: () => [instance] })
  lookout.lookSoon()
  lookout.lookSoon()
  await instance.looked(1)
  t.equal(instance.looks.length, 1)
})

t.test('a look that is wanted during another one follows it at once', async t => {
  const instance = new LookedInstance(10)
  const { lookout } = start(t, { instances: () => [instance] })
  instance.onLook = () => {
    if (instance.looks.length === 1) lookout.lookSoon()
  }
  lookout.lookSoon()
  await instance.looked(2)
  t.pass()
})

const gaps: readonly (readonly [string, number, number, string])[] = [
  ['a gap without CPU of ours', 6_001, 50, 'slept'],
  ['a gap with CPU of ours', 6_001, 5_000, 'stalled'],
  ['a little late', 1_000, 0, 'fit'],
]
for (const [name, lateMs, cpuMs, observer] of gaps)
  t.test(`${name}: ${observer}`, async t => {
    const instance = new LookedInstance(10)
    const { lookout, events, time } = start(t, { instances: () => [instance], settings: () => always })
    time.nowMs += 1 + lateMs
    time.ownCpuMs += cpuMs
    await instance.looked(1)
    t.match(instance.looks, [{ observer }])
    t.equal(lookout.lagMs, lateMs)
    t.match(events, observer === 'fit' ? [] : [[`observer.${observer}`, { lateMs }]])
  })

t.test('after a gap nobody is judged for two intervals', async t => {
  const instance = new LookedInstance(10)
  const { time, events } = start(t, {
    instances: () => [instance],
    settings: () => withProbe({ intervalMs: 1_000, idleIntervalMs: 1 }),
  })
  time.nowMs += 5_001
  await instance.looked(1)
  time.nowMs += 1_000
  await instance.looked(instance.looks.length + 1)
  t.equal(instance.looks.at(-1)?.observer, 'settling')
  time.nowMs += 1_000
  await instance.looked(instance.looks.length + 1)
  t.equal(instance.looks.at(-1)?.observer, 'fit')
  t.equal(events.length, 1, 'told once')
})

t.test('a sleep is not forgotten because somebody wants a look at the wake', async t => {
  const instance = new LookedInstance(10)
  const { lookout, time } = start(t, { instances: () => [instance] })
  time.nowMs += 3 * 3_600_000
  lookout.lookSoon()
  await instance.looked(1)
  t.match(instance.looks, [{ observer: 'slept' }])
})

t.test('a sleep in the midst of a look is seen at the next one', async t => {
  const instance = new LookedInstance(10)
  const { lookout, time } = start(t, { instances: () => [instance], settings: () => always })
  instance.onLook = () => {
    if (instance.looks.length === 1) time.nowMs += 60_000
  }
  lookout.lookSoon()
  await instance.looked(2)
  t.match(instance.looks, [{ observer: 'fit' }, { observer: 'slept' }])
})

t.test('a table that cannot be read convicts nobody, and does not end the looking', async t => {
  const instance = new LookedInstance(10)
  const table = fakeProcessTable([processRow({ pid: 10 })])
  let failures = 2
  const { events } = start(t, {
    settings: () => always,
    instances: () => [instance],
    table: {
      ...table,
      readGroups: ids => (failures-- > 0 ? Promise.reject(new Error('EMFILE')) : table.readGroups(ids)),
    },
  })
  await instance.looked(1)
  const failed = ['look.failed', { error: 'Error: EMFILE' }]
  t.strictSame(events, [failed, failed])
  t.match(instance.looks, [{ pids: [10] }])
})

t.test('what else wants to be looked at comes along, also when it fails', async t => {
  const instance = new LookedInstance(10)
  let calls = 0
  const { events } = start(t, {
    settings: () => always,
    instances: () => [instance],
    alongside: () => {
      if (calls++ === 0) throw new Error('no disk')
    },
  })
  await instance.looked(3)
  t.ok(calls >= 2)
  t.strictSame(events, [['look.failed', { error: 'Error: no disk' }]])
})

t.test('closed, it looks no more, even when it was looking', async t => {
  const instance = new LookedInstance(10)
  const { lookout } = start(t, { instances: () => [instance] })
  const looking = lookout.lookNow()
  lookout.close()
  await looking
  lookout.lookSoon()
  await new Promise(resolve => setImmediate(resolve))
  t.equal(instance.looks.length, 1)
})

interface Started {
  readonly lookout: Lookout
  readonly events: (readonly [string, object])[]
  readonly time: { nowMs: number; ownCpuMs: number }
}

function start(t: Test, different: Partial<LookoutDependencies>): Started {
  const events: (readonly [string, object])[] = []
  const time = { nowMs: 0, ownCpuMs: 0 }
  const lookout = new Lookout({
    table: fakeProcessTable([]),
    clock: { monotonicMs: () => time.nowMs, wallMs: () => 0 },
    ownCpuMs: () => time.ownCpuMs,
    settings: () => rarely,
    instances: () => [],
    sessions: { dueInMs: undefined, look: async () => undefined },
    emit: (kind, data) => events.push([kind, data]),
    alongside: () => undefined,
    ...different,
  })
  t.teardown(() => lookout.close())
  return { lookout, events, time }
}

function withProbe(probe: Partial<Settings['probe']>): Settings {
  return { ...defaultSettings, probe: { ...defaultSettings.probe, ...probe } }
}
