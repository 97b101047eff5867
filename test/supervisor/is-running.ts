import { openProcessTable } from '../../src/host/open-process-table.js'

/** True while the process can still run: a zombie cannot. */
export async function isRunning(pid: number): Promise<boolean> {
  const row = await (await openProcessTable(process.platform)).readProcess(pid)
  return row !== undefined && row.state !== 'zombie'
}
