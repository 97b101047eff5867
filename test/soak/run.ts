// Editors at work for a while on real workspaces; prints what came of it, and ends with 1 where a limit is broken.
//   MINUTES=20 KILLS=1 SEED=7 node run.js GOPLS
import { randomInt } from 'node:crypto'
import { plain } from '../../src/cli/paint.js'
import { formatTable } from '../../src/cli/table.js'
import { describeMachine } from '../bench/machine.js'
import { soak } from './soak.js'
import { judgeSoak } from './soak-rows.js'

const mostFindings = 20
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

for (const line of describeMachine(gopls)) print(line)
print(`soak of ${MINUTES} min ${KILLS === '1' ? 'with' : 'without'} kills, seed ${SEED}`)
const report = await soak({
  gopls,
  durationMs: Number(MINUTES) * 60_000,
  seed: Number(SEED),
  isDeadly: KILLS === '1',
  interrupted: interruption.signal,
  tell: print,
})
const rows = judgeSoak(report)
const head = ['', 'seen', 'limit', '']
const lines = rows.map(({ what, value, limit, holds }) => [
  what,
  value,
  limit,
  holds ? limit && 'holds' : 'BROKEN',
])
print('')
for (const line of formatTable([head, ...lines], plain)) print(line)
for (const finding of [...report.falseKills, ...report.findings, ...report.leftBehind].slice(0, mostFindings))
  print(`- ${finding}`)
if (!rows.every(({ holds }) => holds)) process.exitCode = 1

// By now nothing should keep us alive; what does is named, and ended with us.
setTimeout(() => {
  print(`still held at the end: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}, lingerLimitMs).unref()

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
