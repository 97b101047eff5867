import { fileURLToPath } from 'node:url'
import type { DropInFacts } from '../relay/drop-in.js'
import { choosePinnedNode } from '../relay/pinned-node.js'
import type { Locations } from './locations.js'

/** What the drop-in of this installation must know. */
export function describeDropIn(
  { paths }: Locations,
  { env, execPath }: Pick<NodeJS.Process, 'env' | 'execPath'>,
): DropInFacts {
  return {
    stateFolder: paths.stateFolder,
    home: env['GOPLS_GUARDIAN_HOME'] ? paths.stateFolder : null,
    entry: fileURLToPath(new URL('lsp.js', import.meta.url)),
    node: choosePinnedNode(execPath),
    trouble: null,
  }
}
