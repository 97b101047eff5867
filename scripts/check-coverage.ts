// Fails when the tests cover too little of src/. Argument: the json-summary report.
import { readFileSync } from 'node:fs'

const least = { statements: 95, branches: 80, functions: 95, lines: 95 } as const

type Totals = Readonly<Record<keyof typeof least, { readonly pct: number }>>

const [file = ''] = process.argv.slice(2)
const { total } = JSON.parse(readFileSync(file, 'utf8')) as { readonly total: Totals }
for (const [name, percent] of Object.entries(least) as [keyof typeof least, number][]) {
  const { pct } = total[name]
  process.stdout.write(`coverage of ${name}: ${pct} % (at least ${percent} %)\n`)
  if (pct < percent) process.exitCode = 1
}
