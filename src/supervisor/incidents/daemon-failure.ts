import { inspect } from 'node:util'
import type { WriteResult } from '../../host/private-file.js'
import type { EventHistory } from '../event-history.js'
import { makeIncidentId, splitIncidentId } from './incident.js'
import { listIncidentIds, writeIncident } from './incident-folder.js'

export interface DaemonFailure {
  readonly incidentsFolder: string
  /** Whatever was thrown. */
  readonly error: unknown
  readonly history: Pick<EventHistory, 'read' | 'lastSeq'>
  /** The versions that are at play, a line each. */
  readonly versions: readonly string[]
  readonly nowWallMs: number
}

/** What a guardian that fails names its folders. */
export const failedDaemon = 'daemon-failed'
/** One that fails at each start must not push out all else. */
const sameMs = 10 * 60_000
const maxEvents = 200

/** Keeps why guardian itself failed, and what happened before; of several within a while only the first. */
export async function keepDaemonFailure(failure: DaemonFailure): Promise<WriteResult> {
  const { incidentsFolder, error, history, versions, nowWallMs } = failure
  const kept = (await listIncidentIds(incidentsFolder)).map(splitIncidentId)
  const since = new Date(nowWallMs - sameMs).toISOString()
  if (kept.some(({ time, name }) => name === failedDaemon && time > since)) return { ok: true }
  const { events } = history.read(Math.max(0, history.lastSeq - maxEvents))
  return writeIncident(incidentsFolder, makeIncidentId(nowWallMs, failedDaemon), {
    'failure.txt': `${[inspect(error), ...versions].join('\n')}\n`,
    'events.jsonl': events.map(({ json }) => `${json}\n`).join(''),
  })
}
