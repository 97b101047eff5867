import t from 'tap'
import { buildTopArgs, MacosFootprints, parseTopOutput } from '../../src/host/macos-footprint.js'
import type { ProcessRow } from '../../src/host/process-table.js'
import { processRow } from './fake-process-table.js'

// In the shape that top of macOS prints for our arguments; no Mac is needed to read it.
const sample = `Processes: 512 total, 3 running, 509 sleeping, 2845 threads
2026/11/22 10:00:00
Load Avg: 2.10, 2.33, 2.41
PhysMem: 15G used (2345M wired, 4102M compressor), 512M unused.

PID  MEM
501  6144M+
777  912K
`

t.test('all are asked for in one call', async t => {
  t.strictSame(buildTopArgs([501, 777]), ['-l', '1', '-stats', 'pid,mem', '-pid', '501', '-pid', '777'])
})

t.test('memory is read by pid, whatever the summary above says', async t => {
  t.strictSame(
    [...parseTopOutput(sample)],
    [
      [501, 6144 * 2 ** 20],
      [777, 912 * 2 ** 10],
    ],
  )
})

for (const [text, bytes] of [
  ['7 35M', 35 * 2 ** 20],
  ['7 1.5G-', 1.5 * 2 ** 30],
  ['7* 12B', 12],
] as const)
  t.test(`"${text}" is ${bytes} bytes`, async t => {
    t.equal(parseTopOutput(text).get(7), bytes)
  })

const leader = processRow({ pid: 501, groupId: 501, residentBytes: 40_000_000 })
const child = processRow({ pid: 502, groupId: 501, residentBytes: 1_000_000 })

t.test('a leader counts with its footprint once that is known, its children as ps says', async t => {
  const footprints = new MacosFootprints(
    () => Promise.resolve(sample),
    () => 0,
  )
  t.strictSame(
    footprints.apply([leader, child], [leader.pid]),
    [leader, child],
    'not known yet, and not waited for',
  )
  await Promise.resolve()
  t.match(footprints.apply([leader, child], [leader.pid]), [
    { residentBytes: 6144 * 2 ** 20 },
    { residentBytes: 1_000_000 },
  ])
})

t.test('top is asked at long intervals, and not at each look for a pid it does not tell of', async t => {
  let nowMs = 0
  let calls = 0
  const footprints = new MacosFootprints(
    () => {
      calls += 1
      return Promise.resolve(sample)
    },
    () => nowMs,
  )
  const lookFor = (untilMs: number, rows: readonly ProcessRow[]) => {
    const pids = rows.map(({ pid }) => pid)
    for (; nowMs < untilMs; nowMs += 1_000) footprints.apply(rows, pids)
  }
  lookFor(1_000, [leader])
  await Promise.resolve()
  lookFor(120_000, [leader])
  t.equal(calls, 1)
  lookFor(122_000, [leader])
  t.equal(calls, 2)
  lookFor(132_000, [processRow({ pid: 999, groupId: 999 })])
  t.equal(calls, 3)
})

t.test('a top that fails leaves what ps says', async t => {
  const footprints = new MacosFootprints(
    () => Promise.resolve(undefined),
    () => 0,
  )
  footprints.apply([leader], [leader.pid])
  await Promise.resolve()
  t.strictSame(footprints.apply([leader], [leader.pid]), [leader])
})
