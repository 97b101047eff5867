import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { defaultSettings, type Settings } from '../../../src/config/settings.js'
import type { SessionTraffic } from '../../../src/control/supervision.js'
import { type EventKind, EventLog, type GuardianEvent } from '../../../src/supervisor/event-log.js'
import type { Inquiry } from '../../../src/supervisor/incidents/exhibit.js'
import type { Incident } from '../../../src/supervisor/incidents/incident.js'
import { IncidentDesk } from '../../../src/supervisor/incidents/incident-desk.js'
import { readIncident } from '../../../src/supervisor/incidents/incident-list.js'
import { eventually } from '../../host/eventually.js'

export interface OpenedDesk {
  readonly desk: IncidentDesk
  readonly folder: string
  readonly stderrPath: string
  readonly log: EventLog
  readonly told: readonly GuardianEvent[]
  readonly troubles: readonly (string | undefined)[]
  /** What is known of each instance; a test may set it. */
  inquiry: Inquiry
  traffic: readonly SessionTraffic[]
  nowMs: number
  /** How often Go was asked for its version. */
  goVersions: number
  /** The first event of this kind. */
  toldWhen(kind: EventKind): Promise<GuardianEvent>
  ids(): readonly string[]
  /** The only incident. */
  read(): Promise<Incident>
}

/** A desk on an event log of the test's own, and the folder that it writes to. */
export function openDesk(
  t: Pick<Test, 'teardown'>,
  changed: Partial<Settings> = {},
  home = mkdtempSync(join(tmpdir(), 'incidents-')),
): OpenedDesk {
  const folder = join(home, 'incidents')
  const told: GuardianEvent[] = []
  const troubles: (string | undefined)[] = []
  const log = new EventLog(() => opened.nowMs)
  log.subscribe(event => told.push(event))
  const desk = new IncidentDesk({
    folder,
    events: log,
    settings: () => ({ ...defaultSettings, ...changed }),
    inquire: () => opened.inquiry,
    askTraffic: async () => opened.traffic,
    stderrPath: () => opened.stderrPath,
    versions: { guardian: '0.1.0', node: 'v20', os: 'Linux' },
    goVersion: async () => {
      opened.goVersions += 1
      return 'go1.26'
    },
    platform: 'linux',
    onTrouble: detail => troubles.push(detail),
    retryMs: 20,
  })
  t.teardown(async () => {
    await desk.close()
    rmSync(home, { recursive: true, force: true })
  })
  const opened: OpenedDesk = {
    desk,
    folder,
    stderrPath: join(home, 'gopls-1.log'),
    log,
    told,
    troubles,
    inquiry: { own: undefined, sessions: [] },
    traffic: [],
    goVersions: 0,
    nowMs: Date.parse('2026-08-01T10:00:00.000Z'),
    toldWhen: kind => eventually(async () => told.find(event => event.kind === kind)),
    ids: () => readdirSync(folder).sort(),
    read: async () => {
      const [id = '', ...others] = opened.ids()
      const incident = others.length === 0 ? await readIncident(folder, id) : undefined
      if (!incident) throw new Error(`not one incident: ${opened.ids().join()}`)
      return incident
    },
  }
  return opened
}

/** The launch of a generation of instance 1, up to its first answer. */
export function launch({ log }: OpenedDesk, generation = 1): void {
  const of = { instance: '1', generation }
  log.emit('instance.launched', { reason: 'start', pid: 42, version: 'v0.23.0', stderrFromByte: 0 }, of)
  log.emit('instance.ready', {}, of)
}

export function end(
  { log }: OpenedDesk,
  how: { readonly code: number | null; readonly signal?: string },
  generation = 1,
): void {
  const data = { end: 'as it was', how: { kind: 'exited', signal: null, ...how }, streak: 1 }
  log.emit('instance.ended', data, { instance: '1', generation })
}
