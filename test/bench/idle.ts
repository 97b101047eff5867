import { setTimeout as delay } from 'node:timers/promises'
import { type Figure, percentile, type Stage, type Target } from './figure.js'
import { writeKeptGopls } from './kept-gopls.js'
import { type ProcessUsage, perMinute, watch } from './process-usage.js'
import { startBareServer } from './start-bare-server.js'
import { startDaemon } from './start-daemon.js'
import { startPm2 } from './start-pm2.js'

const minuteMs = 60_000

/** What a daemon with one gopls and no editor uses while nobody asks it anything, beside a bare server and pm2. */
export async function measureIdle(stage: Stage): Promise<readonly Figure[] | string> {
  if (process.platform !== 'linux') return 'it needs /proc of Linux'
  const windowMs = stage.isQuick ? 30_000 : minuteMs
  const settleMs = stage.isQuick ? 20_000 : 40_000
  const servers = [await startDaemon(stage), await startBareServer(stage)]
  for (const { origin } of servers) await (await fetch(`${origin}/health`)).text()
  const pm2Server = await startPm2(stage, [await writeKeptGopls(stage, 'kept')])
  await delay(settleMs)
  const [guardian = [], bare = [], pm2 = []] = await Promise.all(
    [...servers, pm2Server].map(({ pid }) => watch(pid, windowMs)),
  )
  const compare = (
    name: string,
    read: (usage: readonly ProcessUsage[]) => readonly number[],
    chooseTarget: (bare: readonly number[]) => Target,
  ): Figure => ({
    name: `idle: ${name}`,
    series: [
      { of: 'guardian', values: read(guardian), targets: [chooseTarget(read(bare))] },
      { of: 'bare server', values: read(bare), isAlternative: true },
      { of: 'pm2', values: read(pm2), isAlternative: true },
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
