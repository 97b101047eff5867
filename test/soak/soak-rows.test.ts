import t from 'tap'
import type { SoakReport } from './soak.js'
import { judgeSoak } from './soak-rows.js'

const minuteMs = 60_000
const kill = { instance: '1', generation: 1, pid: 100, atWallMs: 0 }

/** A look a minute, growing by this much each time. */
function grow(minutes: number, mbEach: number, filesEach = 0): SoakReport['daemon'] {
  return Array.from({ length: minutes }, (_, minute) => ({
    atMs: minute * minuteMs,
    residentMb: 60 + minute * mbEach,
    openFiles: 30 + minute * filesEach,
  }))
}

const good: SoakReport = {
  durationMs: 20 * minuteMs,
  places: ['small module'],
  sessions: 1,
  requests: 1_000,
  lost: 0,
  doubled: 0,
  findings: [],
  kills: [kill],
  falseKills: [],
  recoveries: { detectedMs: [20], readyMs: [200], handedOverMs: [400], missing: [] },
  overLimitMb: [],
  wanted: 1,
  goplsSeen: 2,
  unknownGopls: 0,
  daemon: grow(20, 0),
  relays: [grow(20, 0)],
  leftBehind: [],
}

t.test('all limits hold where nothing is wrong', async t => {
  t.same(findBroken(good), [])
})

const faults: Readonly<Record<string, Partial<SoakReport>>> = {
  'lost requests': { lost: 1 },
  'doubled requests': { doubled: 1 },
  'other findings of the oracle': { findings: ['small module: symbols of revision 3'] },
  'false kills': { falseKills: ['instance.signalled'] },
  'gopls seen from outside': { goplsSeen: 3 },
  'gopls that the daemon did not tell of': { unknownGopls: 1 },
  'daemon: resident memory, MB': { daemon: grow(20, 1) },
  'daemon: open files': { daemon: grow(20, 0, 1) },
  'relay, the worst: resident memory, MB': { relays: [grow(20, 0), grow(20, 1)] },
  'left behind': { leftBehind: ['pid 5'] },
  'kills without recovery': { recoveries: { ...good.recoveries, missing: [kill] } },
  'kill to known': { recoveries: { ...good.recoveries, detectedMs: [20, 9_000] } },
}
for (const [what, fault] of Object.entries(faults))
  t.test(`a limit is broken: ${what}`, async t => {
    t.same(findBroken({ ...good, ...fault }), [what])
  })

t.test('a soak of a few minutes says nothing of growth', async t => {
  t.same(findBroken({ ...good, daemon: grow(5, 10), relays: [] }), [])
})

t.test('the longer a soak, the less growth is forgiven', async t => {
  const slight = { daemon: grow(20, 0.2), relays: [grow(20, 0.2)] }
  const long = { daemon: grow(200, 0.2), relays: [grow(200, 0)] }
  t.same(
    [slight, long].map(part => findBroken({ ...good, ...part })),
    [[], ['daemon: resident memory, MB']],
  )
})

t.test('what only the first minutes cost is no growth', async t => {
  const warmed = grow(20, 0).map((one, minute) => ({ ...one, residentMb: minute < 5 ? 20 : 60 }))
  t.same(findBroken({ ...good, daemon: warmed }), [])
})

t.test('a relay of a visitor is not judged by its first minutes', async t => {
  t.same(findBroken({ ...good, relays: [grow(20, 0), grow(3, 30)] }), [])
})

function findBroken(report: SoakReport): readonly string[] {
  return judgeSoak(report)
    .filter(({ holds }) => !holds)
    .map(({ what }) => what)
}
