import t from 'tap'
import {
  addObservation,
  addStacks,
  type Evidence,
  longestChildMs,
  noEvidence,
  type Observation,
  type ProcessView,
} from '../../src/core/evidence.js'

const process: ProcessView = {
  state: 'sleeping',
  traced: false,
  cpuMs: 1_000,
  residentBytes: 1,
  children: [],
}
const child = { pid: 7, command: 'go list -e -json' }

t.test('looks at the same unanswered question are counted, and the CPU time between them', async t => {
  const evidence = collect([
    { atMs: 10_000, ageMs: 100, process: { cpuMs: 1_000 } },
    { atMs: 12_000, ageMs: 2_100, process: { cpuMs: 1_500 } },
    { atMs: 15_000, ageMs: 5_100, process: { cpuMs: 1_600 } },
  ])
  t.match(evidence, { unansweredLooks: 3, cpuWhileWaiting: { usedMs: 600, overMs: 5_000 } })
})

t.test('an answer ends it all', async t => {
  const evidence = collect([{ atMs: 10_000, ageMs: 100 }, { atMs: 12_000, ageMs: 2_100 }, { atMs: 13_000 }])
  t.match(evidence, { unansweredLooks: 0, cpuWhileWaiting: null, stacks: null })
})

t.test('another question begins anew, with stacks of its own', async t => {
  const before = addStacks(collect([{ atMs: 10_000, ageMs: 100 }]), 'equal')
  t.equal(before.stacks, 'equal')
  const after = addObservation(before, observe({ atMs: 12_000, ageMs: 1_900 }))
  t.match(after, { unansweredLooks: 1, cpuWhileWaiting: { usedMs: 0, overMs: 0 }, stacks: null })
})

t.test('the same question keeps its stacks', async t => {
  const before = addStacks(collect([{ atMs: 10_000, ageMs: 100 }]), 'first')
  t.equal(addObservation(before, observe({ atMs: 12_000, ageMs: 2_100 })).stacks, 'first')
})

t.test('stacks that come when nothing is asked any more are too late', async t => {
  t.equal(addStacks(collect([{ atMs: 10_000 }]), 'equal').stacks, null)
})

const uncounted: readonly (readonly [string, Partial<Look>])[] = [
  ['while the observer slept', { observer: 'slept' }],
  ['while the observer was held up', { observer: 'stalled' }],
  ['while the observer settles', { observer: 'settling' }],
  ['of a stopped process', { process: { state: 'stopped' } }],
  ['of a process that a debugger holds', { process: { state: 'traced' } }],
  ['of a process that a debugger has let run', { process: { traced: true } }],
]
for (const [name, change] of uncounted)
  t.test(`a look ${name} is kept, and counts for nothing`, async t => {
    const looks = [
      { atMs: 10_000, ageMs: 100 },
      { atMs: 12_000, ageMs: 2_100 },
    ]
    const evidence = collect([...looks, { atMs: 14_000, ageMs: 4_100, ...change }])
    t.match(evidence, { last: { atMs: 14_000 }, unansweredLooks: 0, stacks: null })
    const next = addObservation(evidence, observe({ atMs: 16_000, ageMs: 6_100 }))
    t.match(next, { unansweredLooks: 1, cpuWhileWaiting: { usedMs: 0, overMs: 0 } })
  })

t.test('CPU time that left with a child is no time won back', async t => {
  const evidence = collect([
    { atMs: 10_000, ageMs: 100, process: { cpuMs: 9_000 } },
    { atMs: 11_000, ageMs: 1_100, process: { cpuMs: 1_000 } },
    { atMs: 12_000, ageMs: 2_100, process: { cpuMs: 1_300 } },
  ])
  t.match(evidence.cpuWhileWaiting, { usedMs: 300, overMs: 2_000 })
})

t.test('children at work are timed from when they were first seen until there are none', async t => {
  const looks: Look[] = [
    { atMs: 10_000, process: { children: [child] } },
    { atMs: 11_000, process: { children: [{ ...child, pid: 8 }] } },
  ]
  t.equal(collect(looks).childrenSinceMs, 10_000)
  t.equal(collect([...looks, { atMs: 12_000 }]).childrenSinceMs, null)
  t.equal(
    collect([...looks, { atMs: 12_000 }, { atMs: 13_000, process: { children: [child] } }]).childrenSinceMs,
    13_000,
  )
})

t.test('silence while a child is at work counts for nothing', async t => {
  const waiting = [10_000, 11_000, 12_000].map(atMs => ({
    atMs,
    ageMs: atMs - 9_000,
    process: { children: [child] },
  }))
  const excused = { unansweredLooks: 1, cpuWhileWaiting: { usedMs: 0, overMs: 0 }, stacks: null }
  t.match(addStacks(collect(waiting), 'equal'), { stacks: 'equal' })
  t.match(collect(waiting), excused)
  const next = addObservation(
    addStacks(collect(waiting), 'equal'),
    observe({ atMs: 13_000, ageMs: 4_000, process: { children: [child] } }),
  )
  t.match(next, excused)
  t.match(addObservation(next, observe({ atMs: 14_000, ageMs: 5_000 })), {
    unansweredLooks: 2,
    cpuWhileWaiting: { overMs: 1_000 },
  })
})

t.test('a child that is at work for longer than gopls would wait excuses nothing any more', async t => {
  const late = {
    atMs: 10_000 + longestChildMs + 1,
    ageMs: longestChildMs + 2,
    process: { children: [child] },
  }
  const evidence = collect([{ atMs: 10_000, ageMs: 1, process: { children: [child] } }, late])
  t.match(evidence, { unansweredLooks: 2 })
})

interface Look {
  readonly atMs: number
  /** How long gopls/sessions has been unanswered; answered where it is left out. */
  readonly ageMs?: number
  readonly observer?: Observation['observer']
  readonly process?: Partial<ProcessView>
}

function collect(looks: readonly Look[]): Evidence {
  return looks.map(observe).reduce(addObservation, noEvidence)
}

function observe({ atMs, ageMs, observer = 'fit', process: change }: Look): Observation {
  return {
    atMs,
    observer,
    process: { ...process, ...change },
    conversation: {
      pending: ageMs === undefined ? null : { method: 'gopls/sessions', ageMs },
      lastAnswerAgeMs: 1,
      progressAgeMs: null,
      awaitsClient: null,
      usualMs: null,
    },
  }
}
