import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Paths, resolvePaths } from '../host/paths.js'
import { chooseSocketFolder, longestSocketName } from '../host/socket-path.js'

export interface Locations {
  readonly paths: Paths
  /** Where all unix sockets lie: the run folder, or a short one where its path is too long. */
  readonly socketFolder: string
  /** The one on which the daemon answers. */
  readonly apiSocket: string
}

/** Where this user's files lie: daemon and commands must come to the same answer. */
export function locate({ platform, env }: Pick<NodeJS.Process, 'platform' | 'env'>): Locations {
  const paths = resolvePaths({
    platform,
    environment: env,
    homeFolder: homedir(),
    currentFolder: process.cwd(),
  })
  const socketFolder = chooseSocketFolder({
    runFolder: paths.runFolder,
    platform,
    uid: process.getuid?.() ?? 0,
    longestName: longestSocketName,
  })
  return { paths, socketFolder, apiSocket: join(socketFolder, 'api.sock') }
}
