import { listIncidentIds, removeIncident } from './incident-folder.js'
import { listFiles } from './incident-list.js'

export interface KeepLimits {
  readonly keep: number
  readonly maxTotalSizeBytes: number
}

interface SizedIncident {
  readonly id: string
  readonly bytes: number
}

/** Removes the oldest incidents that are too many or too large together. */
export async function pruneIncidents(folder: string, limits: KeepLimits): Promise<void> {
  const ids = await listIncidentIds(folder)
  const sized = await Promise.all(ids.map(async id => ({ id, bytes: await measure(folder, id) })))
  for (const id of planPruning(sized, limits)) await removeIncident(folder, id)
}

/** Which of these, the newest first, have to go. The newest stays whatever its size. */
export function planPruning(
  incidents: readonly SizedIncident[],
  { keep, maxTotalSizeBytes }: KeepLimits,
): readonly string[] {
  let totalBytes = 0
  let isFull = false
  return incidents.flatMap(({ id, bytes }, index) => {
    totalBytes += bytes
    isFull ||= index > 0 && (index >= keep || totalBytes > maxTotalSizeBytes)
    return isFull ? [id] : []
  })
}

async function measure(folder: string, id: string): Promise<number> {
  const files = await listFiles(folder, id)
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
