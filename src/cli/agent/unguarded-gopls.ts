import { basename } from 'node:path'
import type { ProcessRow } from '../../host/process-table.js'

/**
 * The pids of the gopls that run behind nobody: language servers and their daemons, without what each of them starts itself.
 * A relay and the drop-in are Node and sh by name; a path with a blank in it is not told from its arguments, and is ours.
 */
export function listUnguardedGopls(
  rows: readonly ProcessRow[],
  ownPids: readonly number[],
): readonly number[] {
  const gopls = rows.filter(({ command, state }) => isGopls(command) && state !== 'zombie')
  const pids = new Set(gopls.map(({ pid }) => pid))
  return gopls
    .filter(({ groupId, parentPid }) => !ownPids.includes(groupId) && !pids.has(parentPid))
    .map(({ pid }) => pid)
}

function isGopls(command: string): boolean {
  const [program = ''] = command.split(' ', 1)
  return basename(program) === 'gopls'
}
