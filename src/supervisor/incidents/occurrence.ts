import type { Diagnosis } from '../../core/incident-cause.js'
import type { GuardianEvent } from '../event-log.js'
import type { InquiredSession } from './exhibit.js'
import { type Incident, type IncidentVersions, makeIncidentId, type TimelineEntry } from './incident.js'
import type { AskedFacts } from './open-incident.js'
import type { Recognised } from './recognise-incident.js'

/** What is taken while an event tells of an incident, before the cure has taken it away. */
export interface Occurrence {
  readonly event: GuardianEvent
  readonly instance: string
  readonly recognised: Recognised
  /** The launch of its generation, or how it was taken over. */
  readonly beginning: GuardianEvent | undefined
  readonly before: readonly TimelineEntry[]
  readonly sessions: readonly InquiredSession[]
  readonly stderr: string
  readonly asked: AskedFacts
  readonly versions: Omit<IncidentVersions, 'gopls' | 'go'>
  readonly configuration: unknown
}

/** The incident of which nothing more is known than that. */
export function beginIncident(occurrence: Occurrence, { cause, line, why }: Diagnosis): Incident {
  const { event, instance, recognised, beginning, before, versions, configuration } = occurrence
  const { wallMs, generation = 0, data } = event
  const { action, exhibit } = recognised
  const { pid, version } = beginning?.data ?? data
  const time = new Date(wallMs).toISOString()
  return {
    format: 1,
    id: makeIncidentId(wallMs, `${cause}-${instance}`),
    time,
    cause,
    line,
    why,
    action,
    instance,
    generation,
    pid: typeof pid === 'number' ? pid : null,
    count: 1,
    lastTime: time,
    versions: { ...versions, gopls: typeof version === 'string' ? version : null, go: null },
    evidence: exhibit?.evidence ?? null,
    policy: exhibit?.policy ?? null,
    verdict: exhibit?.judgement ?? null,
    heapUsers: exhibit?.heapUsers ?? [],
    before,
    after: [],
    notifications: [],
    configuration,
  }
}
