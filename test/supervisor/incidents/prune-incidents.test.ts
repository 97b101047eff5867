import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { removeUnfinished } from '../../../src/supervisor/incidents/incident-folder.js'
import { planPruning, pruneIncidents } from '../../../src/supervisor/incidents/prune-incidents.js'

const sized = [5, 3, 2].map((bytes, index) => ({ id: String(index), bytes }))
const rows = [
  ['all fit', { keep: 3, maxTotalSizeBytes: 10 }, []],
  ['one too many', { keep: 2, maxTotalSizeBytes: 10 }, ['2']],
  ['too large together', { keep: 3, maxTotalSizeBytes: 9 }, ['2']],
  ['the newest alone too large', { keep: 3, maxTotalSizeBytes: 4 }, ['1', '2']],
] as const
for (const [name, limits, removed] of rows)
  t.test(`${name}: ${removed.length} of three go`, async t => {
    t.strictSame(planPruning(sized, limits), removed)
  })

t.test('what stays fits, but for the newest, and no newer one goes before an older one', async t => {
  const incidents = fc
    .array(fc.nat(100))
    .map(sizes => sizes.map((bytes, index) => ({ id: `${index}`, bytes })))
  fc.assert(
    fc.property(incidents, fc.integer({ min: 1, max: 8 }), fc.nat(300), (all, keep, maxTotalSizeBytes) => {
      const removed = planPruning(all, { keep, maxTotalSizeBytes })
      const kept = all.slice(0, all.length - removed.length)
      const bytes = kept.reduce((sum, each) => sum + each.bytes, 0)
      return (
        removed.join() ===
          all
            .slice(kept.length)
            .map(({ id }) => id)
            .join() &&
        kept.length <= keep &&
        (bytes <= maxTotalSizeBytes || kept.length === 1)
      )
    }),
  )
  t.end()
})

t.test('the oldest goes, a folder of the watchdog too, and what is no incident stays', async t => {
  const folder = t.testdir()
  const ids = ['2026-08-01T10-00-00.000Z-daemon-hung', '2026-08-01T10-00-01.000Z-deadlock-1']
  for (const name of [...ids, 'notes']) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'ps.txt'), 'x')
  }
  await pruneIncidents(folder, { keep: 1, maxTotalSizeBytes: 1_000 })
  t.strictSame(readdirSync(folder).sort(), [ids[1], 'notes'])
})

t.test('several that prune at once leave the newest, and none of them fails', async t => {
  const folder = t.testdir()
  const ids = Array.from({ length: 40 }, (_, index) => `2026-08-01T10-00-00.0${index + 10}Z-deadlock-1`)
  for (const id of ids) {
    mkdirSync(join(folder, id))
    for (const name of ['incident.json', 'report.md', 'stderr.txt'])
      writeFileSync(join(folder, id, name), '{}')
  }
  const prune = async (): Promise<void> => {
    await removeUnfinished(folder, 0)
    await pruneIncidents(folder, { keep: 2, maxTotalSizeBytes: 1_000 })
    await removeUnfinished(folder, 0)
  }
  await Promise.all(Array.from({ length: 8 }, prune))
  t.strictSame(readdirSync(folder).sort(), ids.slice(-2))
})

t.test('what an interrupted write left behind goes', async t => {
  const begun = '.new-2026-08-01T10-00-01.000Z-deadlock-1'
  const leaving = '.old-2026-08-01T10-00-02.000Z-deadlock-1'
  const folder = t.testdir({ [begun]: { 'stderr.txt': '' }, [leaving]: { 'stderr.txt': '' }, other: {} })
  const { mtimeMs } = statSync(join(folder, begun))
  await removeUnfinished(folder, mtimeMs + 3_000)
  t.strictSame(readdirSync(folder), [begun, 'other'], 'another process may still be writing')
  await removeUnfinished(folder, mtimeMs + 61_000)
  t.strictSame(readdirSync(folder), ['other'])
  await removeUnfinished(join(folder, 'missing'), mtimeMs)
})
