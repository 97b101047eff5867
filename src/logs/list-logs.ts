import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FoundFile } from './rotation-plan.js'

/** Everything that lies in the folder of the logs; at once, since it is a handful of files. Throws where it cannot be read. */
export function listLogs(folder: string): readonly FoundFile[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isFile())
  return names.flatMap(({ name }) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false })
    return stats ? [{ name, sizeBytes: stats.size, mtimeMs: stats.mtimeMs }] : []
  })
}
