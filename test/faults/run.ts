// Plays the fault matrix, prints it as a table and keeps it in test/faults/RESULTS.md, unless only some rows are
// named. The exit code is 1 if a row does not hold, and 130 after an interruption.
//   GOPLS_GUARDIAN_GOPLS=… node run.js [ROW …]
import { writeFileSync } from 'node:fs'
import { formatTable } from '../../src/cli/table.js'
import { describeMachine } from '../bench/machine.js'
import { playRow, type RowResult } from './play-row.js'
import { tabulateResults, writePage } from './results-table.js'
import { faultRows } from './rows.js'

const names = process.argv.slice(2)
const unknown = names.filter(name => !faultRows.some(row => row.name === name))
if (unknown.length > 0) {
  print(`no such row: ${unknown.join(', ')}. There are: ${faultRows.map(({ name }) => name).join(' ')}`)
  process.exit(2)
}
// What a row that was given up still waits for fails later, and is nobody's any more.
process.on('unhandledRejection', error => print(`after its row: ${String(error)}`))
// What is started here must not outlive us, `timeout` or a reader that leaves or not.
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    interruption.abort()
    print(`${signal}: ending`)
  })
process.stdout.on('error', () => interruption.abort())

const machine = describeMachine(process.env['GOPLS_GUARDIAN_GOPLS'] ?? 'gopls')
for (const line of machine) print(line)
const results: RowResult[] = []
for (const row of faultRows) {
  if (names.length > 0 && !names.includes(row.name)) continue
  const result = row.skip
    ? { row, seen: undefined, kills: { told: 0, seen: 0 }, failures: [] }
    : await playRow(row, interruption.signal)
  print(`${row.name}: ${row.skip ? 'skipped' : result.failures.join('; ') || 'holds'}`)
  if (interruption.signal.aborted) process.exit(130)
  results.push(result)
}
const table = tabulateResults(results)
print('')
for (const line of formatTable(table, text => text)) print(line)
if (names.length === 0)
  writeFileSync('test/faults/RESULTS.md', writePage(machine, new Date().toISOString().slice(0, 10), table))
const broken = results.filter(({ failures }) => failures.length > 0).length
print(`\n${results.length} rows, ${broken} that do not hold`)
process.exit(broken === 0 ? 0 : 1)

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
