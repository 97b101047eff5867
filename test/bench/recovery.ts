import { type Figure, percentile, type Stage } from './figure.js'
import { measureBareStart, measureRelaunch, relaunchAtOnce } from './relaunch.js'
import { startDaemon } from './start-daemon.js'

/** How soon the next gopls answers after one was killed, beside a bare start; in turns, so that both see the same load. */
export async function measureRecovery(stage: Stage): Promise<readonly Figure[]> {
  const rounds = stage.isQuick ? 10 : 60
  const daemon = await startDaemon(stage, relaunchAtOnce)
  const bare: number[] = []
  const guardian: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await measureBareStart(stage))
    guardian.push(await measureRelaunch(daemon))
  }
  return [
    {
      name: 'recovery: SIGKILL to first answer, ms',
      series: [
        {
          of: 'guardian',
          values: guardian,
          targets: [{ of: 50, limit: 1.3 * percentile(bare, 50) + 30, rule: '1.3 x bare + 30' }],
        },
        { of: 'bare gopls', values: bare },
      ],
    },
  ]
}
