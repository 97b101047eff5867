import t, { type Test } from 'tap'
import { defaultSettings } from '../../src/config/settings.js'
import { Lookout, type LookoutDependencies } from '../../src/supervisor/lookout.js'
import { fakeProcessTable, processRow } from '../host/fake-process-table.js'
import { LookedInstance } from './looked-instance.js'

/** Looks that come by themselves never do within a test; the clock stands still unless it is turned. */
const rarely = { ...defaultSettings, probe: { ...defaultSettings.probe, idleIntervalMs: 3_600_000 } }
const always = { ...defaultSettings, probe: { ...defaultSettings.probe, intervalMs: 1 } }

t.test('one call reads the table for all; each instance sees its own group', async t => {
  const table = fakeProcessTable([
    processRow({ pid: 10 }),
    processRow({ pid: 11, groupId: 10 }),
    processRow({ pid: 20 }),
    processRow({ pid: 30 }),
  ])
  const asked: (readonly number[])[] = []
  const [one, two, none] = [new LookedInstance(10), new LookedInstance(20), new LookedInstance(undefined)]
  const { lookout } = start(t, {
    instances: () => [one, two, none],
    table: {
      ...table,
      readGroups: ids => {
        asked.push(ids)
        return table.readGroups(ids)
      },
    },
  })
  await lookout.lookNow()
  t.strictSame(asked, [[10, 20]])
  t.strictSame(one.looks, [{ pids: [10, 11], stalled: false }])
  t.strictSame(two.looks, [{ pids: [20], stalled: false }])
  t.strictSame(none.looks, [{ pids: [], stalled: false }])
})

t.test('where no gopls runs the table is not read', async t => {
  const unreadable = () => Promise.reject(new Error('read in vain'))
  const { lookout, events } = start(t, { table: { ...fakeProcessTable([]), readGroups: unreadable } })
  await lookout.lookNow()
  t.strictSame(events, [])
})

t.test('it looks again and again, as often as the instance that needs it most', async t => {
  const [idle, used] = [new LookedInstance(10), new LookedInstance(20)]
  used.needsCloseLooks = true
  start(t, { settings: () => always, instances: () => [idle, used] })
  await used.looked(3)
  t.ok(idle.looks.length >= 2)
})

t.test('a look can be had soon', async t => {
  const instance = new LookedInstance(10)
  const { lookout } = start(t, { instances: () => [instance] })
  lookout.lookSoon()
  lookout.lookSoon()
  await instance.looked(1)
  t.equal(instance.looks.length, 1)
})

t.test('a look that comes too late is told as a stall of our own, and the next one is not', async t => {
  const instance = new LookedInstance(10)
  instance.needsCloseLooks = true
  let nowMs = 0
  const { lookout, events } = start(t, {
    settings: () => always,
    instances: () => [instance],
    clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
  })
  nowMs = 5_001
  await instance.looked(2)
  t.match(instance.looks, [{ stalled: true }, { stalled: false }])
  t.strictSame(events, [['observer.stalled', { lagMs: 5_000 }]])
  t.equal(lookout.lagMs, 0)
})

for (const [intervalMs, lagMs, stalled] of [
  [5_000, 4_900, false],
  [5_000, 5_100, true],
  [10, 900, false],
  [10, 1_100, true],
] as const)
  t.test(`at an interval of ${intervalMs} ms ${lagMs} ms late is ${stalled ? 'a' : 'no'} stall`, async t => {
    const instance = new LookedInstance(10)
    let nowMs = 0
    const { lookout } = start(t, {
      settings: () => ({ ...rarely, probe: { ...rarely.probe, idleIntervalMs: intervalMs } }),
      instances: () => [instance],
      clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
    })
    nowMs = intervalMs + lagMs
    await lookout.lookNow()
    t.equal(lookout.lagMs, lagMs)
    t.match(instance.looks, [{ stalled }])
  })

t.test('a table that cannot be read convicts nobody, and does not end the looking', async t => {
  const instance = new LookedInstance(10)
  instance.needsCloseLooks = true
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
  const failed = ['observer.stalled', { error: 'Error: EMFILE' }]
  t.strictSame(events, [failed, failed])
  t.match(instance.looks, [{ pids: [10] }])
})

t.test('what else wants to be looked at comes along, also when it fails', async t => {
  const instance = new LookedInstance(10)
  instance.needsCloseLooks = true
  let calls = 0
  const { events } = start(t, {
    settings: () => always,
    instances: () => [instance],
    alongside: () => (calls++ === 0 ? Promise.reject(new Error('no disk')) : Promise.resolve()),
  })
  await instance.looked(3)
  t.ok(calls >= 2)
  t.strictSame(events, [['observer.stalled', { error: 'Error: no disk' }]])
})

t.test('closed, it looks no more, even when it was looking', async t => {
  const instance = new LookedInstance(10)
  instance.needsCloseLooks = true
  const { lookout } = start(t, { settings: () => always, instances: () => [instance] })
  const looking = lookout.lookNow()
  lookout.close()
  await looking
  const { length } = instance.looks
  await new Promise(resolve => setTimeout(resolve, 20))
  t.equal(instance.looks.length, length)
})

interface Started {
  readonly lookout: Lookout
  readonly events: (readonly [string, object])[]
}

function start(t: Test, different: Partial<LookoutDependencies>): Started {
  const events: (readonly [string, object])[] = []
  const lookout = new Lookout({
    table: fakeProcessTable([]),
    clock: { monotonicMs: () => 0, wallMs: () => 0 },
    settings: () => rarely,
    instances: () => [],
    emit: (kind, data) => events.push([kind, data]),
    alongside: () => Promise.resolve(),
    ...different,
  })
  t.teardown(() => lookout.close())
  return { lookout, events }
}
