import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Figure, percentile, type Stage } from './figure.js'
import { type RunningServer, startServer } from './start-server.js'
import { takeTurns, time } from './turns.js'

const program = fileURLToPath(new URL('./event-server.js', import.meta.url))
const floodPerSecond = 10_000
const allowanceMs = 5

/** How /health is answered in a flood of events, beside the same server without any. */
export async function measureEvents(stage: Stage): Promise<readonly Figure[]> {
  const servers = [await start(stage, floodPerSecond), await start(stage, 0)]
  const askHealth = async ({ origin }: RunningServer): Promise<number> =>
    time(async () => (await fetch(`${origin}/health`)).text())
  for (const server of servers) await askHealth(server)
  const [flooded = [], still = []] = await takeTurns(servers, stage.isQuick ? 200 : 2_000, askHealth)
  const limit = percentile(still, 99) + allowanceMs
  return [
    {
      name: 'events: /health, one at a time, ms',
      series: [
        {
          of: '10,000 events a second',
          values: flooded,
          targets: [{ of: 99, limit, rule: `none + ${allowanceMs}` }],
        },
        { of: 'none', values: still, isAlternative: true },
      ],
    },
  ]
}

function start(stage: Stage, perSecond: number): Promise<RunningServer> {
  const folder = join(stage.folder, `events-${perSecond}`)
  mkdirSync(folder, { mode: 0o700 })
  return startServer(stage, [program, folder, String(perSecond)])
}
