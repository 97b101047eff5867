import fc from 'fast-check'
import t from 'tap'
import { judgeObserved } from '../../src/core/judge-observed.js'
import { addSighting, noObservedEvidence, type Sighting } from '../../src/core/observed-evidence.js'
import type { ObservedGopls } from '../../src/core/observed-gopls.js'
import { observerStates } from '../../src/core/observer-gate.js'
import { observedGopls } from './sample-observed.js'

const minuteMs = 60_000
const policy = { orphanGraceMs: 5 * minuteMs, spinGraceMs: 10 * minuteMs, memoryBytes: 1_000, samples: 3 }
const small = { residentBytes: 1_000 }
const left = { ...small, ownerPid: null }
const big = { residentBytes: 1_001 }

interface Seen extends Partial<ObservedGopls> {
  readonly atMin: number
  readonly observer?: Sighting['observer']
  readonly successorPid?: number | null
}

const rows: readonly (readonly [string, readonly Seen[], string, RegExp])[] = [
  ['one that is well', [{ atMin: 0 }], 'healthy', /^nothing/],
  [
    'one whose editor has just gone',
    [
      { atMin: 0, ...left },
      { atMin: 4.9, ...left },
    ],
    'healthy',
    /gone for 5 min/,
  ],
  [
    'an orphan',
    [
      { atMin: 0, ...left },
      { atMin: 5, ...left },
    ],
    'orphan',
    /gone for 5 min/,
  ],
  [
    'one whose editor was there once in between',
    [{ atMin: 0, ...left }, { atMin: 3 }, { atMin: 4, ...left }, { atMin: 8, ...left }],
    'healthy',
    /gone for 4 min/,
  ],
  [
    'a daemon, which has no editor of its own',
    [0, 5, 10].map(atMin => ({ atMin, ...left, kind: 'daemon' as const })),
    'healthy',
    /^nothing/,
  ],
  ['one seen stopped once', [{ atMin: 0, state: 'stopped' }], 'healthy', /^nothing/],
  [
    'one that stays stopped',
    [0, 1].map(atMin => ({ atMin, state: 'stopped' as const })),
    'stopped',
    /SIGSTOP/,
  ],
  [
    'a stopped orphan',
    [0, 5].map(atMin => ({ atMin, ...left, state: 'stopped' as const })),
    'orphan',
    /gone for 5 min/,
  ],
  ['one that spins', cpuAt([0, 5, 10], 0.95), 'spinning', /^10 min of CPU in 10 min$/],
  ['one that has not spun for long', cpuAt([0, 5, 9], 0.95), 'healthy', /CPU in 9 min$/],
  ['one that uses less than a core', cpuAt([0, 5, 10], 0.9), 'healthy', /^nothing/],
  ['one that spins on many cores', cpuAt([0, 10], 8), 'spinning', /^80 min of CPU in 10 min$/],
  [
    'one that paused while it spun',
    [...cpuAt([0, 6], 1), { atMin: 7, cpuMs: 6 * minuteMs }, { atMin: 12, cpuMs: 11 * minuteMs }],
    'healthy',
    /^5 min of CPU in 5 min$/,
  ],
  ['one over the limit', [0, 1, 2].map(atMin => ({ atMin, ...big })), 'bloated', /3 looks in a row$/],
  ['one over the limit twice', [0, 1].map(atMin => ({ atMin, ...big })), 'healthy', /of memory, more than/],
  [
    'one over the limit with a break',
    [{ atMin: 0, ...big }, { atMin: 1, ...big }, { atMin: 2 }, { atMin: 3, ...big }],
    'healthy',
    /of memory, more than/,
  ],
  ['one that has a successor', [{ atMin: 0, successorPid: 9 }], 'duplicate', /^9, a newer one/],
  ['one whose binary is another', [{ atMin: 0, isReplaced: true }], 'old', /binary/],
  ['one of whose binary nothing is known', [{ atMin: 0, isReplaced: null }], 'healthy', /^nothing/],
  [
    'an old one that has a successor and spins',
    cpuAt([0, 10], 1).map(seen => ({ ...seen, isReplaced: true, successorPid: 9 })),
    'spinning',
    /CPU/,
  ],
  [
    'an orphan with a debugger attached',
    [0, 5, 10].map(atMin => ({ atMin, ...left, traced: true })),
    'unknown',
    /debugger/,
  ],
  ['one that a debugger holds', [{ atMin: 0, state: 'traced' }], 'unknown', /debugger/],
  [
    'an orphan, once the debugger has gone',
    [
      { atMin: 0, ...left },
      { atMin: 3, ...left, traced: true },
      { atMin: 6, ...left },
      { atMin: 10, ...left },
    ],
    'healthy',
    /gone for 4 min/,
  ],
  [
    'an orphan, after a sleep',
    [
      { atMin: 0, ...left },
      { atMin: 60, ...left, observer: 'slept' },
    ],
    'unknown',
    /asleep/,
  ],
  [
    'an orphan that was seen again since the sleep',
    [
      { atMin: 0, ...left },
      { atMin: 60, ...left, observer: 'slept' },
      { atMin: 61, ...left, observer: 'settling' },
      { atMin: 62, ...left },
      { atMin: 67, ...left },
    ],
    'orphan',
    /gone for 5 min/,
  ],
  [
    'one that spun over a sleep',
    [
      ...cpuAt([0, 5], 1),
      { atMin: 9, cpuMs: 9 * minuteMs, observer: 'slept' },
      { atMin: 15, cpuMs: 15 * minuteMs },
    ],
    'healthy',
    /^nothing/,
  ],
]
for (const [name, seen, verdict, reason] of rows)
  t.test(`${name}: ${verdict}`, async t => {
    t.match(judgeAll(seen.map(readSeen)), { verdict, reason })
  })

t.test('of one that nobody has looked at, nothing is known', async t => {
  t.equal(judgeObserved(noObservedEvidence, policy).verdict, 'unknown')
})

const anySighting: fc.Arbitrary<Seen> = fc.record({
  atMin: fc.nat(20),
  observer: fc.constantFrom(...observerStates),
  ownerPid: fc.constantFrom(null, 7),
  state: fc.constantFrom('running', 'sleeping', 'stopped', 'traced'),
  traced: fc.boolean(),
  cpuMs: fc.nat(20 * minuteMs),
  residentBytes: fc.nat(2_000),
})
const anySightings = fc
  .array(anySighting, { minLength: 1, maxLength: 12 })
  .map(list => list.map(readSeen).toSorted((a, b) => a.atMs - b.atMs))

t.test('whatever was seen before, an unfit observer or a debugger convicts nobody', async () => {
  fc.assert(
    fc.property(anySightings, sightings => {
      const last = sightings.at(-1)
      const isFree = last?.observer === 'fit' && !last.gopls.traced && last.gopls.state !== 'traced'
      return isFree || judgeAll(sightings).verdict === 'unknown'
    }),
  )
})

t.test('what came before a look that does not count makes no difference', async () => {
  fc.assert(
    fc.property(anySightings, anySightings, (before, after) => {
      const gap: Sighting = { ...readSeen({ atMin: 21 }), observer: 'slept' }
      const later = after.map(sighting => ({ ...sighting, atMs: sighting.atMs + 22 * minuteMs }))
      const withAll = judgeAll([...before, gap, ...later])
      const withoutBefore = judgeAll([gap, ...later])
      return JSON.stringify(withAll) === JSON.stringify(withoutBefore)
    }),
  )
})

t.test('nobody is an orphan or spinning before the grace is over since the first look', async () => {
  fc.assert(
    fc.property(anySightings, sightings => {
      const watchedMs = (sightings.at(-1)?.atMs ?? 0) - (sightings[0]?.atMs ?? 0)
      const { verdict } = judgeAll(sightings)
      if (verdict === 'orphan') return watchedMs >= policy.orphanGraceMs
      return verdict !== 'spinning' || watchedMs >= policy.spinGraceMs
    }),
  )
})

t.test('evidence that went through JSON gives the same verdict', async () => {
  fc.assert(
    fc.property(anySightings, sightings => {
      const evidence = collect(sightings)
      const again = judgeObserved(JSON.parse(JSON.stringify(evidence)) as typeof evidence, policy)
      return JSON.stringify(again) === JSON.stringify(judgeObserved(evidence, policy))
    }),
  )
})

function judgeAll(sightings: readonly Sighting[]): ReturnType<typeof judgeObserved> {
  return judgeObserved(collect(sightings), policy)
}

function collect(sightings: readonly Sighting[]): typeof noObservedEvidence {
  return sightings.reduce(
    (evidence, sighting) => addSighting(evidence, sighting, policy.memoryBytes),
    noObservedEvidence,
  )
}

function readSeen({ atMin, observer = 'fit', successorPid = null, ...gopls }: Seen): Sighting {
  return { atMs: atMin * minuteMs, observer, successorPid, gopls: observedGopls({ ...small, ...gopls }) }
}

function cpuAt(minutes: readonly number[], cores: number): readonly Seen[] {
  return minutes.map(atMin => ({ atMin, cpuMs: atMin * minuteMs * cores }))
}
