import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPrivateFile, type WriteResult, writePrivateFile } from '../../host/private-file.js'
import { ensurePrivateFolder } from '../../host/private-folder.js'
import { errorCode } from '../../host/system-error.js'
import type { IncidentFile } from './incident.js'
import { isIncidentId } from './incident.js'
import type { IncidentTexts } from './incident-files.js'

const unfinished = '.new-'
const leaving = '.old-'
/** Nobody writes for so long: whoever began it is gone. A relay that is alone writes here too. */
const longestWriteMs = 60_000
const maxFileBytes = 64 * 1024 * 1024
const usualBytes = 256 * 1024

/** Writes all files of a new incident, or none; none once `signal` is aborted. */
export async function writeIncident(
  folder: string,
  id: string,
  texts: IncidentTexts,
  signal?: AbortSignal,
): Promise<WriteResult> {
  const begun = join(folder, unfinished + id)
  try {
    await fill(folder, begun, texts)
    signal?.throwIfAborted()
    await rename(begun, join(folder, id))
    return { ok: true }
  } catch (error) {
    await rm(begun, { recursive: true, force: true }).catch(() => undefined)
    return { ok: false, message: String(error) }
  }
}

/** Whether an incident could be written now. */
export async function checkWriting(folder: string): Promise<WriteResult> {
  const begun = join(folder, `${unfinished}check-${process.pid}`)
  try {
    await fill(folder, begun, { 'stderr.txt': ' '.repeat(usualBytes) })
    return { ok: true }
  } catch (error) {
    return { ok: false, message: String(error) }
  } finally {
    await rm(begun, { recursive: true, force: true }).catch(() => undefined)
  }
}

async function fill(folder: string, begun: string, texts: IncidentTexts): Promise<void> {
  const made = await ensurePrivateFolder(folder)
  if (!made.ok) throw new Error(made.message)
  await mkdir(begun, { mode: 0o700 })
  for (const [name, text] of Object.entries(texts)) await writeFile(join(begun, name), text, { mode: 0o600 })
}

/** Writes some files of an incident again, each of them whole or not at all. */
export function rewriteFiles(folder: string, id: string, texts: IncidentTexts): WriteResult {
  for (const [name, text] of Object.entries(texts)) {
    const result = writePrivateFile(join(folder, id, name), text)
    if (!result.ok) return result
  }
  return { ok: true }
}

/** Takes an incident away, whole: nobody finds half of it, and what another process writes to it meanwhile goes nowhere. */
export async function removeIncident(folder: string, id: string): Promise<void> {
  const left = join(folder, leaving + id)
  try {
    await rename(join(folder, id), left)
  } catch (error) {
    // Another process was first.
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  await rm(left, { recursive: true, force: true })
}

/** What an interrupted write or removal left behind. */
export async function removeUnfinished(folder: string, nowMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const isOurs =
      name.startsWith(leaving) || (name.startsWith(unfinished) && (await isStale(folder, name, nowMs)))
    if (isOurs) await rm(join(folder, name), { recursive: true, force: true })
  }
  for (const id of await listIncidentIds(folder)) await removeHalfFiles(join(folder, id), nowMs)
}

/** Named as write-file-atomic does. */
async function removeHalfFiles(incidentFolder: string, nowMs: number): Promise<void> {
  const names = await readdir(incidentFolder).catch(() => [])
  for (const name of names)
    if (/\.\d+$/.test(name) && (await isStale(incidentFolder, name, nowMs)))
      await rm(join(incidentFolder, name), { force: true })
}

async function isStale(folder: string, name: string, nowMs: number): Promise<boolean> {
  const stats = await lstat(join(folder, name)).catch(() => undefined)
  return stats !== undefined && nowMs - stats.mtimeMs > longestWriteMs
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
