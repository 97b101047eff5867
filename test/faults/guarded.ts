import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import type { StatusBody } from '../../src/http/status-body.js'
import type { EventKind } from '../../src/supervisor/event-log.js'
import { makeHome } from '../cli/stand-in-daemon.js'
import { type StartedDaemon, startDaemon } from '../cli/start-daemon.js'
import type { LoggedEvent } from '../verdicts/watched-daemon.js'
import type { Stage } from './stage.js'

export type InstanceStatus = StatusBody['instances'][number]

export interface GuardedSetup {
  readonly gopls: string
  /** A scratch folder where it is left out. */
  readonly home?: string
  /** As a person would write it: whatever is not named has its default. */
  readonly config?: ConfigurationDocument
  readonly environment?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

/** A daemon under the settings that people have, and all that it says has happened. */
export interface Guarded extends StartedDaemon {
  readonly gopls: string
  /** What editors beside it have, but for the paths of guardian. */
  readonly environment: NodeJS.ProcessEnv
  events(): Promise<readonly LoggedEvent[]>
  /** The first event of this kind that is so. */
  readonly eventWhen: (
    kind: EventKind,
    isSo?: (event: LoggedEvent) => boolean,
    limitMs?: number,
  ) => Promise<LoggedEvent>
  /** Its first instance, as soon as it is so. */
  readonly instanceWhen: (
    isSo: (instance: InstanceStatus) => boolean,
    limitMs?: number,
  ) => Promise<InstanceStatus>
  /** Its first instance with a process, once that answers. */
  ready(): Promise<{ readonly pid: number; readonly socket: string }>
}

/** What else runs on this computer is none of a row's business. */
export const unobserved = { observe: { enabled: false } } as const

/** The same for daemon and editors, so that the gopls that is kept warm is for them; nothing is ever fetched. */
export const goSettings = { GOPROXY: 'off', GOTOOLCHAIN: 'local' } as const

const lookEveryMs = 50
const usualLimitMs = 30_000

export async function startGuarded(stage: Stage, setup: GuardedSetup): Promise<Guarded> {
  const { gopls, environment = {}, args = [] } = setup
  const { PATH, HOME, TMPDIR } = process.env
  const home = setup.home ?? (await makeHome(stage))
  stage.addHome(home)
  if (setup.config ?? !setup.home)
    await writeFile(join(home, 'config.jsonc'), JSON.stringify({ ...unobserved, ...setup.config }))
  const daemon = await startDaemon(stage, {
    home,
    gopls,
    environment: { ...goSettings, ...environment },
    args,
  })
  await daemon.stdout.until(/^http:|^See: /)
  const events = () => readEvents(home)
  const instanceWhen: Guarded['instanceWhen'] = (isSo, limitMs) =>
    waitFor('the instance to be so', limitMs, async () => {
      const { instances } = await daemon.statusWhen(() => true)
      return instances.find(isSo)
    })
  return {
    ...daemon,
    gopls,
    environment: { PATH, HOME, TMPDIR, ...goSettings, ...environment },
    events,
    eventWhen: (kind, isSo = () => true, limitMs) =>
      waitFor(kind, limitMs, async () => (await events()).find(event => event.event === kind && isSo(event))),
    instanceWhen,
    ready: async () => {
      const { pid, socket } = await instanceWhen(({ state, pid }) => state === 'ready' && pid !== null)
      return { pid: pid ?? Number.NaN, socket: socket ?? '' }
    },
  }
}

/** Of its log, whole lines only: one may be on its way. */
export async function readEvents(home: string): Promise<readonly LoggedEvent[]> {
  const text = await readFile(join(home, 'logs', 'guardian.log'), 'utf8').catch(() => '')
  const lines = text.split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as LoggedEvent)
}

export async function waitFor<T>(
  what: string,
  limitMs: number | undefined,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const limit = limitMs ?? usualLimitMs
  const untilMs = performance.now() + limit
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > untilMs) throw new Error(`waited ${limit} ms for ${what}`)
    await delay(lookEveryMs)
  }
}

/** State and verdict in one word each. */
export function describeState({ state, verdict }: InstanceStatus): string {
  return `${state}, ${verdict}`
}

/** The first event of an end of a gopls; `none` where all live on. */
export async function findEnd(daemon: Guarded): Promise<string> {
  const ends = ['instance.terminating', 'instance.ended', 'instance.signalled']
  return (await daemon.events()).find(({ event }) => ends.includes(event))?.event ?? 'none'
}
