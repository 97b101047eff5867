// Measures speed and size of guardian beside what one would have without it, and prints one table.
// A report, not a gate: a target that is missed is marked, and the exit code stays 0. A run of all of them is kept in
// test/bench/RESULTS.md.
//   node run.js GOPLS [NAME …]      BENCH_QUICK=1: small counts, to try the benches themselves
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plain } from '../../src/cli/paint.js'
import { formatTable } from '../../src/cli/table.js'
import { measureBlocked } from './blocked.js'
import { measureCrashLoop } from './crash-loop.js'
import { measureEvents } from './events.js'
import type { Bench, Figure } from './figure.js'
import { tabulateFigures } from './figure-rows.js'
import { measureFirstHover } from './first-hover.js'
import { measureHeap } from './heap.js'
import { measureHttp } from './http.js'
import { measureIdle } from './idle.js'
import { measureIdleMany } from './idle-many.js'
import { measureIncident } from './incident.js'
import { measureJudge } from './judge.js'
import { measureKilled } from './killed.js'
import { measureLatency } from './latency.js'
import { measureLauncher } from './launcher.js'
import { describeMachine } from './machine.js'
import { measureObserve } from './observe.js'
import { measureRecovery } from './recovery.js'
import { measureRelayMemory } from './relay-memory.js'
import { describeResults } from './results.js'
import { measureRotation } from './rotation.js'
import { measureThroughput } from './throughput.js'

const benches: Readonly<Record<string, Bench>> = {
  recovery: measureRecovery,
  'crash-loop': measureCrashLoop,
  idle: measureIdle,
  'idle-many': measureIdleMany,
  http: measureHttp,
  judge: measureJudge,
  heap: measureHeap,
  observe: measureObserve,
  latency: measureLatency,
  'first-hover': measureFirstHover,
  killed: measureKilled,
  blocked: measureBlocked,
  throughput: measureThroughput,
  memory: measureRelayMemory,
  launcher: measureLauncher,
  incident: measureIncident,
  rotation: measureRotation,
  events: measureEvents,
}

const legend = `\`p50\` to \`max\` are of the \`n\` values that were measured. \`ratio\` stands in the row of an alternative:
guardian's p50 to that of the row, for each row of guardian above it in their order; it is \`-\` where there is no
alternative or nothing to divide by. A target that is missed stands here as such.`
const lingerLimitMs = 5_000
/** What is started here must not outlive us, `timeout` or not. */
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const [gopls, ...names] = process.argv.slice(2)
const unknown = names.filter(name => !(name in benches))
if (gopls === undefined || unknown.length > 0) {
  print(`usage: run.js GOPLS [${Object.keys(benches).join('|')} …]`)
  process.exit(2)
}

const isQuick = process.env['BENCH_QUICK'] === '1'
const machine = describeMachine(gopls)
for (const line of machine) print(line)
const notes: string[] = []
const figures: Figure[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  const result = await runBench(bench, gopls).catch((error: unknown) => {
    process.exitCode = 1
    return String(error)
  })
  if (typeof result === 'string') notes.push(`${name} is not measured: ${result}`)
  else figures.push(...result)
}
const lines = [...formatTable(tabulateFigures(figures), plain), ...notes]
for (const line of ['', ...lines]) print(line)
if (names.length === 0 && !isQuick)
  writeFileSync(
    'test/bench/RESULTS.md',
    describeResults({ command: 'make bench', date: new Date(), machine, legend, lines }),
  )

// By now nothing should keep us alive; what does is named, and ended with us.
setTimeout(() => {
  print(`still held at the end: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}, lingerLimitMs).unref()

async function runBench(bench: Bench, gopls: string): Promise<readonly Figure[] | string> {
  const folder = mkdtempSync(join(tmpdir(), 'gopls-guardian-bench-'))
  const clears: (() => Promise<void>)[] = []
  const clearAll = async (): Promise<void> => {
    for (const clear of clears.splice(0).reverse())
      await clear().catch((error: unknown) => print(`not cleared: ${String(error)}`))
    rmSync(folder, { recursive: true, force: true })
  }
  const interrupted = (): void => void clearAll().finally(() => process.exit(130))
  for (const signal of interruptions) process.once(signal, interrupted)
  try {
    return await bench({ gopls, folder, isQuick, atEnd: clear => clears.push(clear) })
  } finally {
    for (const signal of interruptions) process.off(signal, interrupted)
    await clearAll()
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
