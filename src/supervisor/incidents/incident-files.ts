import type { SessionTraffic } from '../../control/supervision.js'
import type { ProcessRow } from '../../host/process-table.js'
import type { Exhibit, InquiredSession } from './exhibit.js'
import { compareDumps } from './goroutines-diff.js'
import type { Incident, IncidentFile } from './incident.js'
import { describeIncident } from './incident-report.js'

/** Everything of an incident that is to be written. */
export interface IncidentCase {
  readonly incident: Incident
  readonly exhibit: Exhibit | undefined
  readonly sessions: readonly InquiredSession[]
  /** Of those whose relay answered. */
  readonly traffic: readonly SessionTraffic[]
  readonly stderr: string
}

export type IncidentTexts = Partial<Record<IncidentFile, string>>

/** The files of an incident; one of which nothing is known is left out. */
export function renderFiles({ incident, exhibit, sessions, traffic, stderr }: IncidentCase): IncidentTexts {
  const [first, second] = exhibit?.dumps ?? []
  const rows = exhibit?.rows ?? []
  return {
    ...renderChanging(incident),
    'requests.json': toJson(sessions.map(session => describeSession(session, traffic))),
    ...(stderr !== '' && { 'stderr.txt': stderr }),
    ...(rows.length > 0 && { 'processes.txt': describeProcesses(rows) }),
    ...(first !== undefined && { 'goroutines-1.txt': first.text }),
    ...(first !== undefined &&
      second !== undefined && {
        'goroutines-2.txt': second.text,
        'goroutines-diff.txt': compareDumps(first, second),
      }),
  }
}

/** Those that tell of what came after. */
export function renderChanging(incident: Incident): IncidentTexts {
  return { 'incident.json': toJson(incident), 'report.md': describeIncident(incident) }
}

/** Methods, ages and numbers: nothing of what an editor wrote. */
function describeSession(
  { session, editor, view, exhibit }: InquiredSession,
  traffic: readonly SessionTraffic[],
): object {
  const found = traffic.find(each => each.session === session)
  return {
    session,
    editor,
    verdict: exhibit?.judgement.verdict ?? null,
    atLastLook: view && {
      unanswered: view.pending,
      oldestUnanswered: view.conversation.pending,
      oldestOwedByEditor: view.conversation.awaitsClient,
      openDocuments: view.openDocuments,
    },
    fromEditor: found?.fromEditor ?? null,
    fromGopls: found?.fromGopls ?? null,
  }
}

function describeProcesses(rows: readonly ProcessRow[]): string {
  const lines = rows.map(({ pid, parentPid, state, cpuMs, residentBytes, command }) =>
    [pid, parentPid, state, cpuMs, residentBytes, command].join('\t'),
  )
  return `${['pid\tparent\tstate\tcpuMs\tresidentBytes\tcommand', ...lines].join('\n')}\n`
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
