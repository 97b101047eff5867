import type { ProcessRow } from '../../host/process-table.js'

/**
 * Whether a guardian has started this gopls: this one, of which `programFolders` hold the programs, or another
 * installation's, which looks after its own.
 */
export function isOurs(
  { command }: ProcessRow,
  parent: ProcessRow | undefined,
  programFolders: readonly string[],
): boolean {
  if (instance.test(command)) return true
  if (parent === undefined) return false
  return relay.test(parent.command) || programFolders.some(folder => parent.command.includes(` ${folder}/`))
}

/** It listens at `g-<slot>-<generation>.sock`, in whatever folder; the slot of a relay alone is `r<pid>`. */
const instance = / --?listen[ =]unix;\/(?:.*\/)?g-r?\d+(?:-\d+)+\.sock(?: |$)/

/** It holds a gopls at two pipes where there can be no socket; run by the drop-in, or as `gopls-guardian lsp`. */
const relay = / \/(?:.*\/)?dist\/cli\/(?:lsp\.js|main\.js lsp)(?: |$)/
