import fc from 'fast-check'
import t from 'tap'
import {
  decideWatch,
  missesToReplace,
  type WatchObservation,
  type WatchState,
} from '../../src/launchd/watch.js'

const daemon = { pid: 501, start: 'Mon Dec 25 12:00:00 2024' }
const minuteMs = 60_000

/** Misses one after another, as the watchdog's runs see them: what each decides. */
function watch(misses: readonly (Partial<WatchObservation> & { readonly atMs: number })[]) {
  let state: WatchState | undefined
  return misses.map(({ atMs, ...seen }) => {
    const decision = decideWatch(state, { daemon, wokeAtWallMs: null, ...seen }, atMs)
    state = decision.state
    return decision.action
  })
}

const rows: readonly {
  readonly what: string
  readonly misses: Parameters<typeof watch>[0]
  readonly actions: readonly string[]
}[] = [
  {
    what: 'the third miss in a row replaces, and then the count is new',
    misses: [1, 2, 3, 4, 5].map(minute => ({ atMs: minute * minuteMs })),
    actions: ['wait', 'wait', 'replace', 'wait', 'wait'],
  },
  {
    what: 'another process under the same pid is another daemon',
    misses: [
      { atMs: 1 * minuteMs },
      { atMs: 2 * minuteMs },
      { atMs: 3 * minuteMs, daemon: { ...daemon, start: 'Mon Dec 25 12:03:00 2024' } },
    ],
    actions: ['wait', 'wait', 'wait'],
  },
  {
    what: 'a daemon that was not loaded in between is new',
    misses: [
      { atMs: 1 * minuteMs },
      { atMs: 2 * minuteMs },
      { atMs: 3 * minuteMs, daemon: null },
      { atMs: 4 * minuteMs },
    ],
    actions: ['wait', 'wait', 'none', 'wait'],
  },
  {
    what: 'a wake in between begins anew',
    misses: [
      { atMs: 1 * minuteMs },
      { atMs: 2 * minuteMs },
      { atMs: 3 * minuteMs, wokeAtWallMs: 2.5 * minuteMs },
      { atMs: 4 * minuteMs, wokeAtWallMs: 2.5 * minuteMs },
      { atMs: 5 * minuteMs, wokeAtWallMs: 2.5 * minuteMs },
    ],
    actions: ['wait', 'wait', 'wait', 'wait', 'replace'],
  },
  {
    what: 'a wake before the first miss does not matter',
    misses: [2, 3, 4].map(minute => ({ atMs: minute * minuteMs, wokeAtWallMs: minuteMs })),
    actions: ['wait', 'wait', 'replace'],
  },
  {
    what: 'two misses far apart have a sleep between them, or a time when nobody looked',
    misses: [{ atMs: 1 * minuteMs }, { atMs: 2 * minuteMs }, { atMs: 4.1 * minuteMs }],
    actions: ['wait', 'wait', 'wait'],
  },
  {
    what: 'a slow pace counts where it is known that no sleep made it',
    misses: [2, 16, 30.9].map(minute => ({ atMs: minute * minuteMs, wokeAtWallMs: minuteMs })),
    actions: ['wait', 'wait', 'replace'],
  },
  {
    what: 'but not one slower than a quarter of an hour',
    misses: [2, 16, 31.1].map(minute => ({ atMs: minute * minuteMs, wokeAtWallMs: minuteMs })),
    actions: ['wait', 'wait', 'wait'],
  },
  {
    what: 'so have two between which the clock was set back',
    misses: [{ atMs: 10 * minuteMs }, { atMs: 11 * minuteMs }, { atMs: 5 * minuteMs }],
    actions: ['wait', 'wait', 'wait'],
  },
]
for (const { what, misses, actions } of rows) t.test(what, async t => t.strictSame(watch(misses), actions))

const arbitraryMiss = fc.record({
  gapMs: fc.integer({ min: -minuteMs, max: 20 * minuteMs }),
  pid: fc.constantFrom(501, 502),
  start: fc.constantFrom('a', 'b'),
  isLoaded: fc.boolean(),
  wokeAgoMs: fc.option(fc.integer({ min: 0, max: 60 * minuteMs }), { nil: null }),
})
/** Mostly what leads to a replacement: else the properties would hold of hardly anything. */
const likelyMiss = fc.record({
  gapMs: fc.constant(minuteMs),
  pid: fc.constant(501),
  start: fc.constant('a'),
  isLoaded: fc.constant(true),
  wokeAgoMs: fc.constant(null),
})
const arbitraryMisses = fc.array(fc.oneof({ weight: 4, arbitrary: likelyMiss }, arbitraryMiss), {
  maxLength: 12,
})

t.test('whatever happens, only what was silent three times in a row is replaced', async t => {
  let replaced = 0
  fc.assert(
    fc.property(arbitraryMisses, misses => {
      let nowMs = 0
      const seen = misses.map(({ gapMs, pid, start, isLoaded, wokeAgoMs }) => {
        nowMs += gapMs
        const wokeAtWallMs = wokeAgoMs === null ? null : nowMs - wokeAgoMs
        return { atMs: nowMs, wokeAtWallMs, daemon: isLoaded ? { pid, start } : null }
      })
      const actions = watch(seen)
      for (const [index, action] of actions.entries()) {
        const last = seen[index]
        if (last?.daemon === null && action !== 'none') return false
        if (action !== 'replace') continue
        replaced += 1
        const row = seen.slice(Math.max(0, index + 1 - missesToReplace), index + 1)
        const [first] = row
        if (!first || !last || row.length < missesToReplace) return false
        const isSame = row.every(
          miss => miss.daemon?.pid === last.daemon?.pid && miss.daemon?.start === last.daemon?.start,
        )
        const hasWoken = last.wokeAtWallMs !== null && last.wokeAtWallMs >= first.atMs
        const isEven = row.every(
          (miss, at) =>
            at === 0 ||
            miss.atMs - (row[at - 1]?.atMs ?? 0) <= (miss.wokeAtWallMs === null ? 2 : 15) * minuteMs,
        )
        const wasCountedBefore = actions.slice(index + 1 - missesToReplace, index).includes('replace')
        if (!isSame || hasWoken || !isEven || wasCountedBefore) return false
      }
      return true
    }),
  )
  t.ok(replaced > 0, 'and some were')
})
