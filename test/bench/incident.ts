import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { blockSession } from '../editors/block-session.js'
import { openSession } from './editing-session.js'
import type { Figure, Stage } from './figure.js'
import { measureRelaunch, relaunchAtOnce } from './relaunch.js'
import { type RunningDaemon, startDaemon } from './start-daemon.js'
import { writeSmallModule } from './workspace.js'

const limitMs = 3_000
const waitLimitMs = 10_000
const lookDelayMs = 20

interface WrittenEvent {
  readonly time: string
  readonly kind: string
}

/** From the event that tells of a verdict, or of a death, to the incident on disk, by the events' own times. */
export async function measureIncident(stage: Stage): Promise<readonly Figure[]> {
  const daemon = await startDaemon(stage, { ...relaunchAtOnce, hang: { floor: '1s' } })
  const rounds = stage.isQuick ? 2 : 10
  const deathsMs: number[] = []
  for (let round = 0; round < rounds; round += 1)
    deathsMs.push(await measureOne(daemon, 'instance.ended', () => measureRelaunch(daemon)))
  const hangsMs: number[] = []
  for (let round = 0; round < rounds; round += 1)
    hangsMs.push(
      await measureOne(daemon, 'session.reconnected', () =>
        hang(stage, daemon, join(stage.folder, `m${round}`)),
      ),
    )
  const targets = [{ of: 100, limit: limitMs }] as const
  return [
    {
      name: 'incident: on disk after, ms',
      series: [
        { of: 'the verdict on a blocked session', values: hangsMs, targets },
        { of: 'a SIGKILL', values: deathsMs, targets },
      ],
    },
  ]
}

/** Resolves when the session is freed. */
async function hang(stage: Stage, { home }: RunningDaemon, root: string): Promise<void> {
  const environment = { GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: stage.gopls }
  const dropIn = { name: 'drop-in', command: join(home, 'bin/gopls'), args: [], environment }
  const session = await openSession(stage, dropIn, writeSmallModule(root))
  await session.hover()
  let hover: Promise<void> = Promise.resolve()
  await blockSession(root, (method, params) => {
    session.client.notify(method, params)
    hover = session.hover()
  })
  await hover
  await session.client.close()
}

/** The last incident is removed afterwards: the same one again would only be counted on it. */
async function measureOne(
  { home }: RunningDaemon,
  verdict: string,
  bringAbout: () => Promise<unknown>,
): Promise<number> {
  const { length } = readEvents(home)
  await bringAbout()
  const untilMs = performance.now() + waitLimitMs
  while (performance.now() < untilMs) {
    const events = readEvents(home).slice(length)
    const begun = events.find(({ kind }) => kind === verdict)
    const opened = events.find(({ kind }) => kind === 'incident.opened')
    if (begun && opened) {
      // What came after may be added to it at this moment.
      rmSync(join(home, 'logs/incidents'), { recursive: true, maxRetries: 5 })
      return Date.parse(opened.time) - Date.parse(begun.time)
    }
    await delay(lookDelayMs)
  }
  throw new Error(`no incident after ${verdict}`)
}

function readEvents(home: string): readonly WrittenEvent[] {
  const file = join(home, 'logs/events.jsonl')
  // The first ones are on their way.
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as WrittenEvent)
}
