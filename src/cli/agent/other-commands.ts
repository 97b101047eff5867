import type { ProcessTable } from '../../host/process-table.js'

/** The command lines of this user's processes but this one, which may run from the very files that are to go. */
export async function listOtherCommands(table: ProcessTable): Promise<readonly string[]> {
  const rows = await table.readEvery()
  return rows.filter(({ pid }) => pid !== process.pid).map(({ command }) => command)
}
