import { type Figure, percentile, type Stage } from './figure.js'
import { writeKeptGopls } from './kept-gopls.js'
import { measureBareStart, measurePm2Relaunch, measureRelaunch, relaunchAtOnce } from './relaunch.js'
import { startDaemon } from './start-daemon.js'
import { startPm2 } from './start-pm2.js'

/** How soon the next gopls answers after one was killed, beside a bare start and pm2; in turns, so that both see the same load. */
export async function measureRecovery(stage: Stage): Promise<readonly Figure[]> {
  const rounds = stage.isQuick ? 10 : 60
  const daemon = await startDaemon(stage, relaunchAtOnce)
  const kept = await writeKeptGopls(stage, 'kept')
  // As for guardian: however often it is killed, it is not given up.
  const pm2Server = await startPm2(stage, [kept], { max_restarts: 1_000_000 })
  const bare: number[] = []
  const guardian: number[] = []
  const pm2: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await measureBareStart(stage))
    guardian.push(await measureRelaunch(daemon))
    pm2.push(await measurePm2Relaunch(pm2Server, kept))
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
        { of: 'bare gopls', values: bare, isAlternative: true },
        { of: 'pm2', values: pm2, isAlternative: true },
      ],
    },
  ]
}
