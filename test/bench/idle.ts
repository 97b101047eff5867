import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, percentile, type Stage, type Target } from './figure.js'
import { type ProcessUsage, readProcessUsage } from './process-usage.js'
import { startBareServer } from './start-bare-server.js'
import { startDaemon } from './start-daemon.js'

const windows = 2
const looksPerWindow = 6
const minuteMs = 60_000

/** What a daemon with one gopls and no editor uses while nobody asks it anything, beside a bare server. */
export async function measureIdle(stage: Stage): Promise<readonly Figure[] | string> {
  if (process.platform !== 'linux') return 'it needs /proc of Linux'
  const windowMs = stage.isQuick ? 30_000 : minuteMs
  const settleMs = stage.isQuick ? 20_000 : 40_000
  const servers = [await startDaemon(stage), await startBareServer(stage)]
  for (const { origin } of servers) await (await fetch(`${origin}/health`)).text()
  await delay(settleMs)
  const [guardian = [], bare = []] = await Promise.all(servers.map(({ pid }) => watch(pid, windowMs)))
  const compare = (
    name: string,
    read: (usage: readonly ProcessUsage[]) => readonly number[],
    chooseTarget: (bare: readonly number[]) => Target,
  ): Figure => ({
    name: `idle: ${name}`,
    series: [
      { of: 'guardian', values: read(guardian), targets: [chooseTarget(read(bare))] },
      { of: 'bare server', values: read(bare) },
    ],
  })
  return [
    compare(
      'resident memory, MB',
      usage => usage.map(({ residentMb }) => residentMb),
      bareMb => ({ of: 50, limit: 1.25 * percentile(bareMb, 50), rule: '1.25 x bare' }),
    ),
    compare(
      'CPU, ms a minute',
      usage => perMinute(usage, ({ cpuMs }) => cpuMs),
      () => ({ of: 50, limit: 60 }),
    ),
    compare(
      'context switches a minute',
      usage => perMinute(usage, ({ switches }) => switches),
      () => ({ of: 50, limit: 400 }),
    ),
  ]
}

/** Looks at a process from outside, and asks nothing of it. */
async function watch(pid: number, windowMs: number): Promise<readonly ProcessUsage[]> {
  const seen = [readProcessUsage(pid)]
  for (let look = 0; look < windows * looksPerWindow; look += 1) {
    await delay(windowMs / looksPerWindow)
    seen.push(readProcessUsage(pid))
  }
  return seen
}

/** What was used in each window. */
function perMinute(usage: readonly ProcessUsage[], read: (usage: ProcessUsage) => number): readonly number[] {
  const bounds = usage.filter((_, index) => index % looksPerWindow === 0)
  return bounds.slice(1).map((after, index) => {
    const before = bounds[index] ?? after
    return ((read(after) - read(before)) / (after.atMs - before.atMs)) * minuteMs
  })
}
