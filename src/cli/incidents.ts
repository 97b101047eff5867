import { join } from 'node:path'
import { readIncidentFile } from '../supervisor/incidents/incident-folder.js'
import {
  type IncidentSummary,
  listFiles,
  listIncidents,
  readIncident,
} from '../supervisor/incidents/incident-list.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { formatTable } from './table.js'
import type { Terminal } from './terminal.js'
import { withoutControls } from './without-controls.js'

interface Flags {
  readonly json?: true
}

/** Every incident that is kept; read from its folder, so that no daemon is needed. */
export async function listAllIncidents(terminal: Terminal, folder: string, flags: Flags): Promise<ExitCode> {
  const incidents = await listIncidents(folder)
  if (flags.json) terminal.print(JSON.stringify({ incidents }, null, 2))
  else terminal.print(describeList(incidents, terminal))
  return exitCodes.done
}

function describeList(incidents: readonly IncidentSummary[], { paint }: Terminal): string {
  if (incidents.length === 0) return 'no incidents'
  const rows = incidents.map(({ id, count, line }) => [
    id,
    { text: count > 1 ? `${count}×` : '', tone: 'warning' } as const,
    withoutControls(line),
  ])
  return formatTable(rows, paint).join('\n')
}

/** Its report, or with --json all that is known of it. */
export async function showIncident(
  terminal: Terminal,
  folder: string,
  id: string,
  flags: Flags,
): Promise<ExitCode> {
  const text = await describe(folder, id, flags)
  if (text === undefined) {
    terminal.complain(`there is no incident ${id}. See those that are kept with: gopls-guardian incidents`)
    return exitCodes.no
  }
  terminal.print(text.split('\n').map(withoutControls).join('\n').trimEnd())
  return exitCodes.done
}

async function describe(folder: string, id: string, { json }: Flags): Promise<string | undefined> {
  const files = await listFiles(folder, id)
  if (files.length === 0) return undefined
  if (json) return JSON.stringify({ id, ...(await readIncident(folder, id)), files }, null, 2)
  // The watchdog writes no report: what it kept is in these files.
  const report = await readIncidentFile(folder, id, 'report.md')
  return report ?? files.map(({ name }) => join(folder, id, name)).join('\n')
}
