import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { listLogs } from './list-logs.js'
import { parseLogName, slotOfLog } from './log-names.js'

/** Removes what gopls of these slots wrote to stderr, rotated files too. Never throws: what cannot be removed stays. */
export function removeSlotLogs(folder: string, isGone: (slot: string) => boolean): void {
  try {
    for (const { name } of listLogs(folder)) {
      const slot = slotOfLog(parseLogName(name)?.log ?? '')
      if (slot !== undefined && isGone(slot)) rmSync(join(folder, name), { force: true })
    }
  } catch {
    // The next daemon removes it when there is too much, or when it is old.
  }
}
