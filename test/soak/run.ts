// Editors at work for a while on real workspaces; prints what came of it, and ends with 1 where a limit is broken.
// What a run of 10 minutes or more printed is kept in test/soak/RESULTS.md, with kills in RESULTS-KILLS.md.
//   MINUTES=20 KILLS=1 SEED=7 node run.js GOPLS
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { plain } from '../../src/cli/paint.js'
import { formatTable } from '../../src/cli/table.js'
import { describeMachine } from '../bench/machine.js'
import { describeResults } from '../bench/results.js'
import { soak } from './soak.js'
import { judgeSoak } from './soak-rows.js'

const mostFindings = 20
const shortestKeptMinutes = 10
const legend = `Editors at work through the drop-in on a small module, one with a dependency, and the standard library; a limit that is
broken stands here as such.`
const lingerLimitMs = 5_000
const interruption = new AbortController()

const [gopls] = process.argv.slice(2)
const { MINUTES = '20', KILLS, SEED = String(randomInt(1_000_000)) } = process.env
if (gopls === undefined || !(Number(MINUTES) > 0) || !Number.isInteger(Number(SEED))) {
  print('usage: [MINUTES=20] [KILLS=1] [SEED=NUMBER] run.js GOPLS')
  process.exit(2)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    print(`${signal}: ending`)
    interruption.abort()
  })

const isDeadly = KILLS === '1'
const machine = describeMachine(gopls)
for (const line of machine) print(line)
print(`soak of ${MINUTES} min ${isDeadly ? 'with' : 'without'} kills, seed ${SEED}`)
const report = await soak({
  gopls,
  durationMs: Number(MINUTES) * 60_000,
  seed: Number(SEED),
  isDeadly,
  interrupted: interruption.signal,
  tell: print,
})
const rows = judgeSoak(report)
const head = ['', 'seen', 'limit', '']
const cells = rows.map(({ what, value, limit, holds }) => [
  what,
  value,
  limit,
  holds ? limit && 'holds' : 'BROKEN',
])
const findings = [...report.falseKills, ...report.findings, ...report.leftBehind].slice(0, mostFindings)
const lines = [...formatTable([head, ...cells], plain), ...findings.map(finding => `- ${finding}`)]
for (const line of ['', ...lines]) print(line)
if (Number(MINUTES) >= shortestKeptMinutes && !interruption.signal.aborted)
  writeFileSync(
    `test/soak/${isDeadly ? 'RESULTS-KILLS' : 'RESULTS'}.md`,
    describeResults({
      command: `make soak MINUTES=${MINUTES}${isDeadly ? ' KILLS=1' : ''}`,
      date: new Date(),
      machine: [...machine, `seed ${SEED}`],
      legend,
      lines,
    }),
  )
if (!rows.every(({ holds }) => holds)) process.exitCode = 1

// By now nothing should keep us alive; what does is named, and ended with us.
setTimeout(() => {
  print(`still held at the end: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}, lingerLimitMs).unref()

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
