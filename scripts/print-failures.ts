// Prints the failed assertions of a TAP file once more, each with where it stands: what comes before the tally is kept
// where the rest of a long run is not.
import { readFileSync } from 'node:fs'

const maxFailures = 20
const maxLines = 40

interface Failure {
  readonly path: readonly string[]
  /** The diagnosis, as TAP has it. */
  readonly lines: string[]
}

const failures = readFailures(readFileSync(process.argv[2] ?? '', 'utf8'))
for (const { path, lines } of failures.slice(0, maxFailures)) {
  process.stdout.write(`failed: ${path.join(' > ')}\n`)
  for (const line of lines.slice(0, maxLines)) process.stdout.write(`    ${line}\n`)
}
if (failures.length > maxFailures) process.stdout.write(`and ${failures.length - maxFailures} more\n`)

/** A test that failed because of one within it is not named again. */
function readFailures(tap: string): readonly Failure[] {
  const found: Failure[] = []
  const path: string[] = []
  let current: { readonly failure: Failure; readonly indent: string } | undefined
  for (const line of tap.split('\n')) {
    const [, indent = '', rest = ''] = /^( *)(.*)$/.exec(line) ?? []
    const depth = indent.length / 4
    const opened = /^# Subtest: (.*)$/.exec(rest)?.[1]
    const failed = /^not ok \d+(?: - (.*?))?(?: # time=\S+)?$/.exec(rest)
    if (opened !== undefined) {
      path.length = depth
      path[depth] = opened
    } else if (failed && !/# (SKIP|TODO)/.test(rest)) {
      const own = [...path.slice(0, depth), failed[1] ?? '']
      const isTold = found.some(known => own.every((name, at) => known.path[at] === name))
      current = isTold ? undefined : { failure: { path: own, lines: [] }, indent: `${indent}  ` }
      if (current) found.push(current.failure)
    } else if (current && line.startsWith(current.indent)) {
      if (!/^(---|\.\.\.)$/.test(rest)) current.failure.lines.push(line.slice(current.indent.length))
    } else current = undefined
  }
  return found
}
