import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** An instance's: its slot, which may bear a relay's pid, and its generation. Longer than `relay.sock` and `api.sock`. */
export const longestSocketName = 'g-r4194304-9-9999999.sock'

/**
 * The folder for sockets: the run folder, or a short one under /tmp where a socket's path would be too long.
 * Every process with the same run folder finds the same answer. The folder is still to be made and checked.
 */
export function chooseSocketFolder(options: {
  readonly runFolder: string
  readonly platform: NodeJS.Platform
  readonly uid: number
  /** The longest file name that any socket in the folder will have. */
  readonly longestName: string
}): string {
  const { runFolder, platform, uid, longestName } = options
  const pathBytes = Buffer.byteLength(join(runFolder, longestName))
  if (pathBytes <= socketPathLimitBytes(platform)) return runFolder
  const hash = createHash('sha256').update(runFolder).digest('hex').slice(0, 8)
  return `/tmp/gopls-guardian-${uid}/${hash}`
}

/** sockaddr_un.sun_path has 104 bytes on macOS and 108 on Linux, the closing NUL included. */
function socketPathLimitBytes(platform: NodeJS.Platform): number {
  return platform === 'linux' ? 107 : 103
}
