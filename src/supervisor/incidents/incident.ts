import type { Evidence } from '../../core/evidence.js'
import type { IncidentCause } from '../../core/incident-cause.js'
import type { Judgement, JudgePolicy } from '../../core/judge.js'
import type { HeapUser } from '../../gopls/heap-profile.js'
import type { LastNotification } from './last-notifications.js'

/** What guardian did about it; `none` in a dry run. */
export type IncidentAction =
  | 'relaunched'
  | 'replaced'
  | 'recycled'
  | 'reconnected'
  | 'answered-for-editor'
  | 'told-editor'
  | 'given-up'
  | 'ended'
  | 'none'

/** One event of the instance; without what may hold source text, and what other files hold. */
export interface TimelineEntry {
  readonly time: string
  readonly kind: string
  readonly generation: number | null
  readonly data: Readonly<Record<string, unknown>>
}

/** The content of `incident.json`. */
export interface Incident {
  readonly format: 1
  readonly id: string
  readonly time: string
  readonly cause: IncidentCause
  /** The likely cause in one line, and what that rests on. */
  readonly line: string
  readonly why: string
  readonly action: IncidentAction
  readonly instance: string
  readonly generation: number
  readonly pid: number | null
  /** How often the same happened to this instance, and when last. */
  readonly count: number
  readonly lastTime: string
  readonly versions: IncidentVersions
  /** `judge(evidence, policy)` gives `verdict`; null where nobody was judged. */
  readonly evidence: Evidence | null
  readonly policy: JudgePolicy | null
  readonly verdict: Judgement | null
  /** Who held the most of gopls's heap, the greatest first; nobody where it did not say. */
  readonly heapUsers: readonly HeapUser[]
  readonly before: readonly TimelineEntry[]
  readonly after: readonly TimelineEntry[]
  /** What editors and gopls told each other last before it, the oldest first. */
  readonly notifications: readonly LastNotification[]
  /** The settings in force; of gopls's environment only the names. */
  readonly configuration: unknown
}

export interface IncidentVersions {
  readonly guardian: string
  readonly gopls: string | null
  readonly go: string | null
  readonly node: string
  readonly os: string
}

/** Everything that an incident's folder may hold, those of the watchdog and of a guardian that failed included. */
export const incidentFiles = [
  'incident.json',
  'report.md',
  'goroutines-1.txt',
  'goroutines-2.txt',
  'goroutines-diff.txt',
  'stderr.txt',
  'processes.txt',
  'requests.json',
  'ps.txt',
  'sample.txt',
  'guardian.log',
  'failure.txt',
  'events.jsonl',
] as const
export type IncidentFile = (typeof incidentFiles)[number]

/** `2026-08-01T10-11-12.345Z-deadlock-1`: they sort by time, and none leads out of its folder. */
export function isIncidentId(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-[a-z0-9][a-z0-9-]{0,80}$/.test(text)
}

export function makeIncidentId(wallMs: number, name: string): string {
  return `${new Date(wallMs).toISOString().replaceAll(':', '-')}-${name}`
}

/** The time, as in `toISOString`, and the name that an id was made of. */
export function splitIncidentId(id: string): { readonly time: string; readonly name: string } {
  const [date = '', rest = ''] = id.split('T')
  return {
    time: `${date}T${rest.slice(0, timeOfDayLength).replaceAll('-', ':')}`,
    name: rest.slice(timeOfDayLength + 1),
  }
}

const timeOfDayLength = '10-11-12.345Z'.length
