import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessTable } from '../host/process-table.js'

/** A folder for what is not yet, or no longer, whole, so that a name of an application never stands for half of one. */
export function makePartialFolder(appFolder: string): Promise<string> {
  return mkdtemp(join(appFolder, `.partial-${process.pid}-`))
}

/** Removes an application; interrupted in the middle it is gone none the less. */
export async function discardApplication(appFolder: string, name: string): Promise<void> {
  const partial = await makePartialFolder(appFolder)
  try {
    await rename(join(appFolder, name), join(partial, name))
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** Removes what processes left that are gone now. */
export async function removeLeftovers(appFolder: string, table: ProcessTable): Promise<void> {
  for (const name of await readdir(appFolder)) {
    const pid = /^\.partial-(\d+)-/.exec(name)?.[1]
    if (pid === undefined) continue
    const isOthers = Number(pid) !== process.pid && (await table.readProcess(Number(pid))) !== undefined
    if (!isOthers) await rm(join(appFolder, name), { recursive: true, force: true })
  }
}
