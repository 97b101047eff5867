import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { choosePinnedNode } from '../host/pinned-node.js'
import { readCurrent } from '../launchd/current-application.js'
import type { DropInFacts } from '../relay/drop-in.js'
import type { Locations } from './locations.js'

/** What the drop-in of this installation must know. */
export function describeDropIn(
  { paths }: Locations,
  { env, execPath }: Pick<NodeJS.Process, 'env' | 'execPath'>,
): DropInFacts {
  return {
    stateFolder: paths.stateFolder,
    home: env['GOPLS_GUARDIAN_HOME'] ? paths.stateFolder : null,
    entry: findInstalledEntry(paths.appFolder) ?? fileURLToPath(new URL('lsp.js', import.meta.url)),
    node: choosePinnedNode(execPath),
    trouble: null,
  }
}

/**
 * The installed application's, whoever asks: it stays when a clone goes. Its own folder rather than `current`, so that
 * a relay goes on with the files it began with, and its command line tells that they are in use.
 */
function findInstalledEntry(appFolder: string): string | undefined {
  const name = readCurrent(appFolder)
  if (name === null) return undefined
  const entry = join(appFolder, name, 'dist', 'cli', 'lsp.js')
  return existsSync(entry) ? entry : undefined
}
