// Prints the reasons of skipped tests, then the plain tally of a TAP file as the last line.
// Second argument: how many failures to add that TAP does not know of.
import { readFileSync } from 'node:fs'

const [file = '', extraFailures = '0'] = process.argv.slice(2)
const tap = readFileSync(file, 'utf8')

const reasons = [...tap.matchAll(/# SKIP (.+)$/gm)].map(match => match[1] ?? '')
for (const reason of new Set(reasons)) process.stdout.write(`skipped: ${reason}\n`)

const count = (word: string): number =>
  Number(new RegExp(`\\b${word}: (\\d+)`).exec(lastTotals(tap))?.[1] ?? 0)
const failed = count('fail') + Number(extraFailures)
process.stdout.write(`${count('pass')} passed, ${failed} failed, ${count('skip') + count('todo')} skipped\n`)
if (failed > 0 || count('pass') === 0) process.exitCode = 1

/** `# { total: 64, pass: 64, fail: 0, skip: 0 }`, the last one of the whole run. */
function lastTotals(text: string): string {
  return [...text.matchAll(/^# \{ (total: .*) \}$/gm)].at(-1)?.[1] ?? ''
}
