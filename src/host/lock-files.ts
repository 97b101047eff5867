import { randomUUID } from 'node:crypto'
import { link, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from './identity.js'
import { readPrivateFile } from './private-file.js'
import { parseJson } from './private-json.js'
import type { ProcessIdentity, ProcessTable } from './process-table.js'
import { errorCode } from './system-error.js'

/** What a lock file says of its writer. */
export interface LockRecord extends ProcessIdentity {
  readonly version: string
  /** ISO 8601. */
  readonly startedAt: string
}

export interface LockFile {
  readonly path: string
  /** 0 for a temporary file, which its writer has not linked yet. */
  readonly number: number
  /** Undefined when the writer is gone, or when the file is damaged or not ours. */
  readonly holder: LockRecord | undefined
}

/** The files of a lock folder with their living writers. Files of other names are left alone. */
export async function listLockFiles(folder: string, table: ProcessTable): Promise<readonly LockFile[]> {
  const files: LockFile[] = []
  for (const name of await readdir(folder)) {
    const number = /^(\d{1,15})\.json$/.exec(name)?.[1]
    if (number === undefined && !name.endsWith(temporaryEnding)) continue
    const path = join(folder, name)
    files.push({ path, number: Number(number ?? 0), holder: await readHolder(path, table) })
  }
  return files
}

const temporaryEnding = '.tmp'

async function readHolder(path: string, table: ProcessTable): Promise<LockRecord | undefined> {
  const record = await readLockRecord(path)
  return record && (await isAlive(table, record)) ? record : undefined
}

/** Undefined when the file is missing, damaged or not ours. */
export async function readLockRecord(path: string): Promise<LockRecord | undefined> {
  const file = await readPrivateFile(path, maxRecordBytes)
  if (file.ok) return parseJson(file.text, isLockRecord)
  // Not being able to look (no descriptors left, say) is no proof of death.
  if (file.reason === 'unreadable') throw new Error(`${path} cannot be read`)
  return undefined
}

const maxRecordBytes = 4096

function isLockRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false
  const record: Partial<Record<string, unknown>> = { ...value }
  return (
    Number.isSafeInteger(record['pid']) &&
    ['start', 'bootId', 'version', 'startedAt'].every(key => typeof record[key] === 'string')
  )
}

/**
 * Gives the record a number that nobody has: the path, or undefined when another was quicker.
 * link(2) is exclusive and shows the record whole or not at all.
 */
export async function linkLockFile(
  folder: string,
  number: number,
  record: LockRecord,
): Promise<string | undefined> {
  const path = join(folder, `${number}.json`)
  const temporary = join(folder, `${randomUUID()}${temporaryEnding}`)
  try {
    await writeFile(temporary, JSON.stringify(record), { mode: 0o600, flag: 'wx' })
    await link(temporary, path)
    return path
  } catch (error) {
    // ENOENT: a winner took our half-written file for a dead writer's.
    if (['EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) return undefined
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}
