import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { judge } from '../../../src/core/judge.js'
import type { Incident } from '../../../src/supervisor/incidents/incident.js'
import { listIncidentIds } from '../../../src/supervisor/incidents/incident-folder.js'

/** In the environment of every daemon and drop-in that tests start: no record may hold its value. */
export const plantedSecret = { GUARDIAN_TEST_SECRET: 'never-to-be-written-7d2f91' }

const mebibyte = 1024 * 1024
const largestBytes: Readonly<Record<string, number>> = {
  'incident.json': 2 * mebibyte,
  'report.md': 2 * mebibyte,
  'stderr.txt': mebibyte,
  'processes.txt': mebibyte,
  'requests.json': mebibyte,
}
const largestDumpBytes = 16 * mebibyte

/** What is wrong with the incidents under a home, each of which must stand for itself. */
export async function findIncidentFaults(home: string): Promise<readonly string[]> {
  const folder = join(home, 'logs', 'incidents')
  const ids = await listIncidentIds(folder)
  const faults = await Promise.all(ids.map(id => examine(join(folder, id))))
  return faults.flatMap((each, index) => each.map(fault => `${ids[index]}: ${fault}`))
}

async function examine(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  const texts = new Map<string, string>()
  for (const name of names) texts.set(name, await readFile(join(folder, name), 'utf8'))
  return [...[...texts].flatMap(examineFile), ...examineVerdict(texts)]
}

function examineFile([name, text]: readonly [string, string]): readonly string[] {
  const bytes = Buffer.byteLength(text)
  const faults = []
  if (bytes > (largestBytes[name] ?? largestDumpBytes)) faults.push(`${name} has ${bytes} bytes`)
  if (text.includes(plantedSecret.GUARDIAN_TEST_SECRET)) faults.push(`${name} tells of the environment`)
  return faults
}

/** Those of the watchdog have no `incident.json`. */
function examineVerdict(texts: ReadonlyMap<string, string>): readonly string[] {
  const json = texts.get('incident.json')
  if (json === undefined) return texts.has('report.md') ? ['a report without incident.json'] : []
  const { line, evidence, policy, verdict } = JSON.parse(json) as Incident
  const faults = []
  if (!texts.get('report.md')?.includes(`\n**Likely cause:** ${line}\n`))
    faults.push('the report does not say the likely cause')
  const judged = evidence && policy && judge(evidence, policy)
  if (!isDeepStrictEqual(judged, verdict))
    faults.push(`the evidence gives ${JSON.stringify(judged)}, not ${JSON.stringify(verdict)}`)
  return faults
}
