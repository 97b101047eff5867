import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FoundFile } from './rotation-plan.js'

/** Everything that lies in the folder of the logs; at once, since it is a handful of files. Throws where it cannot be read. */
export function listLogs(folder: string): readonly FoundFile[] {
  return readdirSync(folder).flatMap(name => {
    const stats = lstatSync(join(folder, name), { throwIfNoEntry: false })
    return stats ? [{ name, isFile: stats.isFile(), sizeBytes: stats.size, mtimeMs: stats.mtimeMs }] : []
  })
}
