import { freemem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openSession } from './editing-session.js'
import type { Figure, Stage } from './figure.js'
import { writeKeptGopls } from './kept-gopls.js'
import { perMinute, watch } from './process-usage.js'
import { startDaemon } from './start-daemon.js'
import { startPm2 } from './start-pm2.js'
import { writeSmallModule } from './workspace.js'

const usualCount = 40
const neededMbEach = 200
/** 1 % of a core. */
const mostCpuMs = 600
const windowMs = 60_000

/** What the daemon uses for many gopls whose editors have left, each with a workspace of its own. */
export async function measureIdleMany(stage: Stage): Promise<readonly Figure[] | string> {
  if (process.platform !== 'linux') return 'it needs /proc of Linux'
  const count = stage.isQuick ? 4 : usualCount
  if (freemem() < count * neededMbEach * 2 ** 20) return `it needs ${count * neededMbEach} MB of free memory`
  const daemon = await startDaemon(stage, { instances: { keepWarm: false } })
  const dropIn = {
    name: 'drop-in',
    command: join(daemon.home, 'bin/gopls'),
    args: [],
    environment: { GOPLS_GUARDIAN_HOME: daemon.home, GOPLS_GUARDIAN_GOPLS: stage.gopls },
  }
  for (let index = 0; index < count; index += 1) {
    const { client, hover } = await openSession(
      stage,
      dropIn,
      writeSmallModule(join(stage.folder, `module-${index}`)),
    )
    await hover()
    await client.close()
  }
  const kept = Array.from({ length: count }, (_, index) => writeKeptGopls(stage, `kept-${index}`))
  const pm2 = await startPm2(stage, await Promise.all(kept))
  await delay(stage.isQuick ? 5_000 : 60_000)
  const [guardianUse = [], pm2Use = []] = await Promise.all(
    [daemon, pm2].map(({ pid }) => watch(pid, stage.isQuick ? windowMs / 6 : windowMs)),
  )
  const instances = await daemon.countReady()
  if (instances !== count) return `${instances} of ${count} gopls were ready at the end`
  return [
    {
      name: `idle with ${count} gopls: CPU, ms a minute`,
      series: [
        {
          of: 'guardian',
          values: perMinute(guardianUse, ({ cpuMs }) => cpuMs),
          targets: [{ of: 100, limit: mostCpuMs, rule: '1 % of a core' }],
        },
        { of: 'pm2', values: perMinute(pm2Use, ({ cpuMs }) => cpuMs), isAlternative: true },
      ],
    },
    {
      name: `idle with ${count} gopls: resident memory, MB`,
      series: [
        { of: 'guardian', values: guardianUse.map(({ residentMb }) => residentMb) },
        { of: 'pm2', values: pm2Use.map(({ residentMb }) => residentMb), isAlternative: true },
      ],
    },
  ]
}
