import { join } from 'node:path'
import type { Incident } from '../../../src/supervisor/incidents/incident.js'
import { listIncidents, readIncident } from '../../../src/supervisor/incidents/incident-list.js'
import { eventually } from '../../host/eventually.js'

const limitMs = 60_000

/** The newest incident under a home that is so, as soon as there is one. */
export function awaitIncident(
  home: string,
  isMeant: (incident: Incident) => boolean = () => true,
): Promise<Incident> {
  const folder = join(home, 'logs', 'incidents')
  return eventually(async () => {
    for (const { id } of await listIncidents(folder)) {
      const incident = await readIncident(folder, id)
      if (incident && isMeant(incident)) return incident
    }
    return undefined
  }, limitMs)
}
