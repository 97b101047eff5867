import { openProcessTable } from '../../src/host/open-process-table.js'

/** The pids of a process group that can still run. */
export async function livingGroup(groupId: number): Promise<readonly number[]> {
  const rows = await (await openProcessTable(process.platform)).readGroups([groupId])
  return rows.filter(({ state }) => state !== 'zombie').map(({ pid }) => pid)
}
