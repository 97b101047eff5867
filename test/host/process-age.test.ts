import { uptime } from 'node:os'
import t from 'tap'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { readAgeMs, readLookTime } from '../../src/host/process-age.js'

const noon = { wallMs: Date.UTC(2026, 0, 5, 12), uptimeMs: 3_600_000 }

for (const [start, ageMs] of [
  ['354000', 60_000],
  ['360000', 0],
  ['360001', 0],
  ['Mon Jan 5 11:58:30 2026', 90_000],
  ['Mon Jan 5 12:00:07 2026', 0],
  ['someday', 0],
] as const)
  t.test(`at noon, an hour after the boot, a process of ${start} is ${ageMs} ms old`, async t => {
    t.equal(readAgeMs(start, noon), ageMs)
  })

t.test('our own age is that which Node tells', async t => {
  const row = await (await openProcessTable(process.platform)).readProcess(process.pid)
  const nodeMs = performance.now()
  const ageMs = readAgeMs(row?.start ?? '', readLookTime())
  // The process is there before Node runs in it; and ps tells of whole seconds.
  t.ok(ageMs > nodeMs - 1_500 && ageMs < nodeMs + 30_000, `${ageMs} and ${nodeMs}`)
  t.ok(ageMs < uptime() * 1000)
})
