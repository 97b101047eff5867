import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import type { EventKind } from '../../src/supervisor/event-log.js'
import { type DaemonSetup, type StartedDaemon, startDaemon, writeConfig } from '../cli/start-daemon.js'

export interface LoggedEvent {
  readonly event: EventKind
  readonly seq: number
  readonly time: string
  readonly generation?: number
  readonly [data: string]: unknown
}

/** A daemon, and all that it says has happened. */
export interface WatchedDaemon extends StartedDaemon {
  /** Its gopls, as soon as that has been looked at. */
  ready(): Promise<{ readonly pid: number; readonly socket: string }>
  events(): Promise<readonly LoggedEvent[]>
  /** The first event that is so, as soon as there is one. */
  eventWhen(isSo: (event: LoggedEvent) => boolean): Promise<LoggedEvent>
  /** Lays other settings over the quick ones; resolves when they are in force. */
  configure(config: ConfigurationDocument): Promise<void>
  /** Resolves once the daemon has looked at its gopls for this long. */
  watchFor(ms: number): Promise<void>
}

/** Short times, so that a row takes seconds; a row lays its own over them. */
const soon: ConfigurationDocument = {
  probe: { interval: '50ms', idleInterval: '50ms', timeout: '200ms' },
  hang: { floor: '1s' },
  logs: { level: 'trace' },
}

export async function watchDaemon(t: Test, setup: DaemonSetup): Promise<WatchedDaemon> {
  const daemon = await startDaemon(t, { ...setup, config: quicken(setup.config) })
  const events = () => readEvents(daemon.home)
  const eventWhen = async (isSo: (event: LoggedEvent) => boolean, limitMs = 60_000): Promise<LoggedEvent> => {
    const untilMs = Date.now() + limitMs
    while (Date.now() < untilMs) {
      const event = (await events()).find(isSo)
      if (event) return event
      await delay(50)
    }
    const seen = (await events()).filter(({ event }) => event !== 'probe.answered').slice(-30)
    throw new Error(
      `not within ${limitMs} ms; the last events:\n${seen.map(each => JSON.stringify(each)).join('\n')}`,
    )
  }
  return {
    ...daemon,
    ready: async () => {
      const { instances } = await daemon.statusWhen(
        ({ instances }) => typeof instances[0]?.residentBytes === 'number',
      )
      return { pid: instances[0]?.pid ?? Number.NaN, socket: instances[0]?.socket ?? '' }
    },
    events,
    eventWhen,
    configure: async config => {
      const { length } = await events()
      await writeConfig(daemon.home, quicken(config))
      await eventWhen(({ event, seq }) => event === 'configuration.loaded' && seq > length)
    },
    watchFor: async ms => {
      const untilMs = Date.now() + ms
      const isLaterLook = ({ event, time }: LoggedEvent): boolean =>
        event.startsWith('probe.') && Date.parse(time) >= untilMs
      await eventWhen(isLaterLook, ms + 60_000)
    },
  }
}

function quicken({ probe, hang, ...config }: ConfigurationDocument = {}): ConfigurationDocument {
  return { ...soon, ...config, probe: { ...soon.probe, ...probe }, hang: { ...soon.hang, ...hang } }
}

async function readEvents(home: string): Promise<readonly LoggedEvent[]> {
  const text = await readFile(join(home, 'logs', 'guardian.log'), 'utf8').catch(() => '')
  const lines = text.split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as LoggedEvent)
}
