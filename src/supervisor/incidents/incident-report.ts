import type { Incident, TimelineEntry } from './incident.js'

/** `report.md`: ready to paste into an issue tracker. */
export function describeIncident(incident: Incident): string {
  const { line, why, action, instance, generation, pid, count, lastTime, versions, verdict } = incident
  const often = count > 1 ? [`Happened ${count} times, last at ${lastTime}.`] : []
  const judged = verdict ? [`Verdict: ${verdict.verdict} (${verdict.reason}).`] : []
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
    '## Before',
    timeline(incident.before),
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
  none: 'nothing, in a dry run',
} as const satisfies Record<Incident['action'], string>

function list(rows: readonly (readonly [string, string | null])[]): string {
  return rows.map(([name, value]) => `- ${name}: ${value ?? 'not known'}`).join('\n')
}

function timeline(entries: readonly TimelineEntry[]): string {
  const lines = entries.map(({ time, kind, data }) => `${time} ${kind} ${JSON.stringify(data)}`)
  return ['```', ...(lines.length === 0 ? ['(nothing yet)'] : lines), '```'].join('\n')
}
