import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPrivateFile, type WriteResult, writePrivateFile } from '../../host/private-file.js'
import { ensurePrivateFolder } from '../../host/private-folder.js'
import type { IncidentFile } from './incident.js'
import { isIncidentId } from './incident.js'
import type { IncidentTexts } from './incident-files.js'

const unfinished = '.new-'
const maxFileBytes = 64 * 1024 * 1024

/** Writes all files of a new incident, or none. */
export async function writeIncident(folder: string, id: string, texts: IncidentTexts): Promise<WriteResult> {
  const begun = join(folder, unfinished + id)
  try {
    const made = await ensurePrivateFolder(folder)
    if (!made.ok) return { ok: false, message: made.message }
    await mkdir(begun, { mode: 0o700 })
    for (const [name, text] of Object.entries(texts))
      await writeFile(join(begun, name), text, { mode: 0o600 })
    await rename(begun, join(folder, id))
    return { ok: true }
  } catch (error) {
    await rm(begun, { recursive: true, force: true }).catch(() => undefined)
    return { ok: false, message: String(error) }
  }
}

/** Writes some files of an incident again, each of them whole or not at all. */
export function rewriteFiles(folder: string, id: string, texts: IncidentTexts): WriteResult {
  for (const [name, text] of Object.entries(texts)) {
    const result = writePrivateFile(join(folder, id, name), text)
    if (!result.ok) return result
  }
  return { ok: true }
}

/** What an interrupted write left behind. */
export async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names)
    if (name.startsWith(unfinished)) await rm(join(folder, name), { recursive: true, force: true })
}

/** The incidents that are there, the newest first. */
export async function listIncidentIds(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter(entry => entry.isDirectory() && isIncidentId(entry.name))
    .map(({ name }) => name)
    .sort()
    .reverse()
}

/** One file of an incident; undefined where there is none, or none that can be ours. Follows no symbolic link. */
export async function readIncidentFile(
  folder: string,
  id: string,
  name: IncidentFile,
): Promise<string | undefined> {
  if (!(await isIncident(folder, id))) return undefined
  const read = await readPrivateFile(join(folder, id, name), maxFileBytes)
  return read.ok ? read.text : undefined
}

/** Whether there is such an incident: a folder of its own, not a link to another one. */
export async function isIncident(folder: string, id: string): Promise<boolean> {
  if (!isIncidentId(id)) return false
  const stats = await lstat(join(folder, id)).catch(() => undefined)
  return stats?.isDirectory() ?? false
}
