import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './figure.js'
import type { KeptProgram } from './start-pm2.js'

export interface KeptGopls extends KeptProgram {
  readonly socketPath: string
}

/**
 * A gopls on a socket, as pm2 can keep it. A gopls that was killed leaves its socket behind, on which the next one
 * cannot listen: pm2 would soon give it up, so a script takes it away.
 */
export async function writeKeptGopls({ folder, gopls }: Stage, name: string): Promise<KeptGopls> {
  const socketPath = join(folder, `${name}.sock`)
  const script = join(folder, `${name}.sh`)
  const text = `#!/bin/sh\nrm -f '${socketPath}'\nexec '${gopls}' serve '-listen=unix;${socketPath}'\n`
  await writeFile(script, text, { mode: 0o755 })
  return { name, script, socketPath }
}
