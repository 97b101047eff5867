import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./sink-gopls.js', import.meta.url))

/** Makes a program of the stand-in that only moves bytes; returns its path. */
export function installSink(folder: string): string {
  const path = join(folder, 'gopls')
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 })
  return path
}
