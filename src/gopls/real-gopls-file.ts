import { isAbsolute } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { readFileHead } from './file-head.js'

const maxBytes = 8 * 1024

/** Writes down which gopls is the real one, so that the drop-in finds it without us: one line, the path. */
export async function writeRealGoplsFile(file: string, goplsPath: string): Promise<void> {
  await writeFileAtomic(file, `${goplsPath}\n`, { mode: 0o600 })
}

/** The path written down; undefined when there is no such file, or no path in it. */
export async function readRealGoplsFile(file: string): Promise<string | undefined> {
  const head = await readFileHead(file, maxBytes).catch(() => '')
  const [path = '', ...rest] = head.split('\n')
  // Without its newline the line may be cut short.
  return rest.length > 0 && isAbsolute(path) ? path : undefined
}
