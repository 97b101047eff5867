import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Stage } from './figure.js'
import { type RunningServer, startServer } from './start-server.js'

const program = fileURLToPath(new URL('./bare-server.js', import.meta.url))

/** A server of the same libraries that does nothing else. */
export function startBareServer(stage: Stage): Promise<RunningServer> {
  return startServer(stage, [program, join(stage.folder, 'bare-server.log')])
}
