import t from 'tap'
import { plain } from '../../src/cli/paint.js'
import { formatTable } from '../../src/cli/table.js'
import { debuggerRow } from './debugger-row.js'
import { hangRows } from './hang-rows.js'
import { memoryRows } from './memory-rows.js'
import type { Outcome } from './outcome.js'
import type { Row } from './row.js'
import { stoppedRows } from './stopped-rows.js'
import { upgradeRow } from './upgrade-row.js'
import { workRows } from './work-rows.js'

t.setTimeout(15 * 60_000)

const rows: readonly Row[] = [
  ...stoppedRows,
  ...workRows,
  ...hangRows,
  ...memoryRows,
  debuggerRow,
  upgradeRow,
]
const table: string[][] = [['SITUATION', 'EXPECTED', 'SEEN', '', 'FACTS']]

for (const { situation, expected, skip, run } of rows) {
  if (skip) table.push([situation, describe(expected), '-', 'skipped', skip])
  t.test(situation, { skip }, async t => {
    const line = [situation, describe(expected)]
    table.push(line)
    try {
      const seen = await run(t)
      if ('skip' in seen) {
        line.push('-', 'skipped', seen.skip)
        t.pass(seen.skip, { skip: seen.skip })
        return
      }
      const isAsExpected = describe(seen) === describe(expected)
      line.push(describe(seen), isAsExpected ? 'ok' : 'WRONG', seen.facts)
      t.equal(describe(seen), describe(expected))
    } finally {
      if (line.length === 2) line.push('-', 'FAILED')
    }
  })
}

t.test('the table', async t => {
  for (const line of formatTable(table, plain)) t.comment(line)
})

function describe({ verdict, action }: Outcome): string {
  return `${verdict}: ${action}`
}
