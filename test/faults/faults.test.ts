import { readFile } from 'node:fs/promises'
import t from 'tap'
import { playRow } from './play-row.js'
import { readRowNames } from './results-table.js'
import { faultRows } from './rows.js'

t.setTimeout(5 * 60_000)

/** The fastest of each kind, so that the matrix cannot rot between two runs of `make faults`. */
const chosen = [
  'sigkill',
  'exit-3',
  'relay-sigkill',
  'two-daemons',
  'recycled-pid',
  'frame-not-json',
  'no-node',
]

t.strictSame(
  chosen.filter(name => !faultRows.some(row => row.name === name)),
  [],
)
t.equal(new Set(faultRows.map(({ name }) => name)).size, faultRows.length, 'no name is used twice')

t.test('the page of results is of this matrix', async t => {
  const page = await readFile(new URL('RESULTS.md', import.meta.url), 'utf8')
  t.strictSame(
    readRowNames(page),
    faultRows.map(({ name }) => name),
  )
})

for (const row of faultRows.filter(({ name }) => chosen.includes(name)))
  t.test(`${row.inject}: ${row.holds}`, { skip: row.skip }, async t => {
    // How fast is for `make faults` to tell: here other tests run beside.
    const { failures } = await playRow({ ...row, longestMs: 10 * row.longestMs })
    t.strictSame(failures, [])
  })
