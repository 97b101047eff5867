import type { HeapUser } from '../../gopls/heap-profile.js'
import type { Incident, TimelineEntry } from './incident.js'

/** `report.md`: ready to paste into an issue tracker. */
export function describeIncident(incident: Incident): string {
  const { line, why, action, instance, generation, pid, count, lastTime, versions, verdict, heapUsers } =
    incident
  const often = count > 1 ? [`Happened ${count} times, last at ${lastTime}.`] : []
  const when = action === 'relaunched' ? ' at the last look' : ''
  const judged = verdict ? [`Verdict${when}: ${verdict.verdict} (${verdict.reason}).`] : []
  const paragraphs = [
    `# gopls: ${line}`,
    `**Likely cause:** ${line}`,
    `**Why:** ${why}`,
    [`What gopls-guardian did: ${actions[action]}.`, ...often, ...judged].join('\n'),
    list([
      ['gopls', versions.gopls],
      ['Go', versions.go],
      ['system', versions.os],
      ['gopls-guardian', `${versions.guardian} (Node ${versions.node})`],
      ['instance', `${instance}, generation ${generation}${pid === null ? '' : `, pid ${pid}`}`],
    ]),
    ...(heapUsers.length > 0 ? ['## Who held the heap', list(heapUsers.map(describeUser))] : []),
    '## Before',
    timeline(incident.before),
    '## The last notifications before it',
    listNotifications(incident.notifications),
    '## After',
    timeline(incident.after),
  ]
  return `${paragraphs.join('\n\n')}\n`
}

const actions = {
  relaunched: 'started gopls again',
  replaced: 'ended gopls and started another',
  recycled: 'replaced gopls at a moment that suited',
  reconnected: 'gave the session another connection to the same gopls',
  'answered-for-editor': "answered in the editor's stead",
  'told-editor': 'told the person at the editor',
  'given-up': 'gave up for a while',
  ended: 'ended it, and nothing but it',
  none: 'nothing, in a dry run',
} as const satisfies Record<Incident['action'], string>

function describeUser({ place, bytes }: HeapUser): readonly [string, string] {
  return [`\`${place}\``, `${Math.round(bytes / 2 ** 20)} MiB`]
}

function list(rows: readonly (readonly [string, string | null])[]): string {
  return rows.map(([name, value]) => `- ${name}: ${value ?? 'not known'}`).join('\n')
}

function timeline(entries: readonly TimelineEntry[]): string {
  const lines = entries.map(({ time, kind, data }) => `${time} ${kind} ${JSON.stringify(data)}`)
  return block(lines, '(nothing yet)')
}

function listNotifications(notifications: Incident['notifications']): string {
  const lines = notifications.map(
    ({ ageMs, from, method, bytes }) =>
      `${(ageMs / 1_000).toFixed(3)} s before, from ${from}: ${method}, ${bytes} bytes`,
  )
  return block(lines, '(none known)')
}

function block(lines: readonly string[], ifNone: string): string {
  return ['```', ...(lines.length === 0 ? [ifNone] : lines), '```'].join('\n')
}
