import { rm } from 'node:fs/promises'
import { type LockFile, type LockRecord, linkLockFile, listLockFiles, readLockRecord } from './lock-files.js'
import { ensurePrivateFolder } from './private-folder.js'
import type { ProcessIdentity, ProcessTable } from './process-table.js'

/** Held until it is released or until its process ends, however that ends. */
export interface Lock {
  release(): Promise<void>
}

export type LockResult =
  | { readonly ok: true; readonly lock: Lock }
  | { readonly ok: false; readonly reason: 'held'; readonly holder: LockRecord }
  | { readonly ok: false; readonly reason: 'unusable'; readonly message: string }

/**
 * Takes the lock of this folder for the process that `self` describes.
 *
 * The folder holds numbered records; one whose process is dead, or has another start or boot, counts for
 * nothing. A contender that sees no living record links its own under the next number, then looks again, and
 * **gives way to any other living record, whatever its number**. That alone makes two winners impossible: both
 * records stay while their processes hold the lock, so whichever was linked later saw the other. Numbers make
 * the common race short: contenders with the same view want the same number, and link(2) lets one have it. A
 * contender with an old view may get a number that was used and deleted meanwhile, higher or lower than the
 * present holder's; it then sees the holder. Only the one winner deletes, and only what it saw dead.
 */
export async function acquireLock(
  folder: string,
  table: ProcessTable,
  self: LockRecord,
): Promise<LockResult> {
  const ready = await ensurePrivateFolder(folder)
  if (!ready.ok) return { ok: false, reason: 'unusable', message: ready.message }
  try {
    for (let tries = 0; tries < maxTries; tries++) {
      const result = await tryOnce(folder, table, self)
      if (result !== 'start-over') return result
    }
    return { ok: false, reason: 'unusable', message: `${folder} is contended without end` }
  } catch (error) {
    return { ok: false, reason: 'unusable', message: String(error) }
  }
}

/** A try fails only when another contender got further meanwhile, so few are ever needed. */
const maxTries = 50

async function tryOnce(
  folder: string,
  table: ProcessTable,
  self: LockRecord,
): Promise<LockResult | 'start-over'> {
  const before = await listLockFiles(folder, table)
  const holder = findOther(before, self)
  if (holder) return { ok: false, reason: 'held', holder }
  const path = await linkLockFile(folder, 1 + Math.max(0, ...before.map(file => file.number)), self)
  if (path === undefined) return 'start-over'
  let won = false
  try {
    const after = await listLockFiles(folder, table)
    if (findOther(after, self)) return 'start-over'
    await removeDead(after)
    won = true
    return { ok: true, lock: { release: () => release(path, self) } }
  } finally {
    if (!won) await rm(path, { force: true })
  }
}

/** The living process with the highest number that is not ourselves. */
function findOther(files: readonly LockFile[], self: ProcessIdentity): LockRecord | undefined {
  return files
    .filter(file => file.number > 0)
    .toSorted((a, b) => b.number - a.number)
    .map(file => file.holder)
    .find(holder => holder !== undefined && !isSelf(holder, self))
}

function isSelf(record: ProcessIdentity, self: ProcessIdentity): boolean {
  return record.pid === self.pid && record.start === self.start && record.bootId === self.bootId
}

async function removeDead(files: readonly LockFile[]): Promise<void> {
  const dead = files.filter(file => file.holder === undefined)
  // One that stays (a folder, say) is harmless: it counts for nothing.
  await Promise.allSettled(dead.map(file => rm(file.path, { force: true })))
}

/** Removes our record, but never one that came to stand in its place after somebody emptied the folder by hand. */
async function release(path: string, self: ProcessIdentity): Promise<void> {
  const record = await readLockRecord(path)
  if (record && isSelf(record, self)) await rm(path, { force: true })
}
