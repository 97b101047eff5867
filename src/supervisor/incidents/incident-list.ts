import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { failedDaemon } from './daemon-failure.js'
import { type Incident, type IncidentFile, incidentFiles, splitIncidentId } from './incident.js'
import { isIncident, listIncidentIds, readIncidentFile } from './incident-folder.js'

/** One incident as a list shows it. */
export interface IncidentSummary extends Pick<Incident, 'id' | 'time' | 'line' | 'count' | 'lastTime'> {
  readonly cause: string
  readonly instance: string | null
}

/** All incidents, the newest first, guardian's own included. */
export async function listIncidents(folder: string): Promise<readonly IncidentSummary[]> {
  const ids = await listIncidentIds(folder)
  const found = await Promise.all(ids.map(id => summarise(folder, id)))
  return found.flatMap(each => each ?? [])
}

async function summarise(folder: string, id: string): Promise<IncidentSummary | undefined> {
  const incident = await readIncident(folder, id)
  if (!incident) return summariseDaemon(id)
  const { time, cause, line, instance, count, lastTime } = incident
  return { id, time, cause, line, instance, count, lastTime }
}

/** The first is what the watchdog names its folders. */
const ofDaemon = new Map([
  ['daemon-hung', 'guardian itself did not answer, and the watchdog replaced it'],
  [failedDaemon, 'guardian itself failed'],
])

function summariseDaemon(id: string): IncidentSummary | undefined {
  const { time, name: cause } = splitIncidentId(id)
  const line = ofDaemon.get(cause)
  if (line === undefined) return undefined
  return { id, time, cause, line, instance: null, count: 1, lastTime: time }
}

/** What `incident.json` says; undefined where there is none that can be read. */
export async function readIncident(folder: string, id: string): Promise<Incident | undefined> {
  const text = await readIncidentFile(folder, id, 'incident.json')
  if (text === undefined) return undefined
  try {
    const value = JSON.parse(text) as { readonly format?: unknown }
    // Only we write there: the format is all that may differ, by version.
    return value.format === 1 ? (value as Incident) : undefined
  } catch {
    return undefined
  }
}

/** The files that an incident has, with their sizes. */
export async function listFiles(
  folder: string,
  id: string,
): Promise<readonly { readonly name: IncidentFile; readonly bytes: number }[]> {
  if (!(await isIncident(folder, id))) return []
  const names: readonly string[] = await readdir(join(folder, id)).catch(() => [])
  const known = incidentFiles.filter(name => names.includes(name))
  const sizes = await Promise.all(known.map(name => lstat(join(folder, id, name)).catch(() => undefined)))
  return known.flatMap((name, index) => {
    const stats = sizes[index]
    return stats?.isFile() ? [{ name, bytes: stats.size }] : []
  })
}
