import { readFileSync } from 'node:fs'
import t from 'tap'
import { describeSuspicion } from '../../src/supervisor/describe-suspicion.js'
import { processRow } from '../host/fake-process-table.js'

const goroutines = readFileSync(new URL('../core/dumps/blocked1.txt', import.meta.url), 'utf8')
const rows = [
  processRow({ pid: 4711, command: 'gopls serve', residentBytes: 40_000_000 }),
  processRow({ pid: 4712, parentPid: 4711, command: 'go list -e' }),
]
const facts = { finding: 'equal', unansweredMs: 6_200.4, rows, stderrTail: 'its last words' } as const

t.test('a closer look is told with what hangs, the heap, the processes and the last words', async t => {
  const told = describeSuspicion({
    ...facts,
    goroutines,
    heap: { inUseBytes: 7_000_000, users: [] },
  })
  t.match(told, {
    stacks: 'equal',
    unansweredMs: 6_200,
    heapInUseBytes: 7_000_000,
    processes: [
      { pid: 4711, residentBytes: 40_000_000 },
      { pid: 4712, parentPid: 4711, command: 'go list -e' },
    ],
    stderrTail: 'its last words',
  })
  t.match(told['atWork'], [
    // The loop that waits, and the request that it waits for.
    /^chan receive: .*AsyncHandler/,
    /^syscall: syscall\.Syscall6 < syscall\.openat/,
  ])
})

t.test('without a look inside, that is said, and the rest is told', async t => {
  t.match(describeSuspicion({ ...facts, finding: 'unavailable', goroutines: undefined, heap: undefined }), {
    stacks: 'unavailable',
    atWork: null,
    heapInUseBytes: null,
    processes: [{ pid: 4711 }, { pid: 4712 }],
  })
})

t.test('whatever gopls printed and started, the event stays small', async t => {
  const told = describeSuspicion({
    ...facts,
    goroutines: goroutines.repeat(100),
    heap: { inUseBytes: 1, users: [] },
    rows: Array.from({ length: 1_000 }, (_, pid) => processRow({ pid, command: 'x'.repeat(100_000) })),
    stderrTail: 'y'.repeat(1_000_000),
  })
  t.ok(JSON.stringify(told).length < 20_000)
})
