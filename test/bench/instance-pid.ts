import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseRecord } from '../../src/supervisor/parse-record.js'

/** The process id of the gopls that guardian has for a workspace, by the records in its home. */
export async function findInstancePid(home: string, root: string): Promise<number> {
  const folder = join(home, 'run/instances')
  const files = (await readdir(folder)).filter(name => name.endsWith('.json'))
  const texts = await Promise.all(files.map(name => readFile(join(folder, name), 'utf8')))
  const [pid] = texts.map(parseRecord).flatMap(result => {
    if (!result.ok || result.record.lease?.roots.includes(root) !== true) return []
    return result.record.process?.identity.pid ?? []
  })
  if (pid === undefined) throw new Error(`no gopls runs for ${root}`)
  return pid
}
