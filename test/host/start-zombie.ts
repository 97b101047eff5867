import type { Test } from 'tap'
import type { ProcessRow, ProcessTable } from '../../src/host/process-table.js'
import { eventually } from './eventually.js'
import { startGroup } from './start-group.js'

/** Starts a group whose leader has a zombie for a child: sleep, in the shell's place, never asks for its end. */
export async function startZombie(t: Test, table: ProcessTable): Promise<ProcessRow> {
  const { pid } = await startGroup(t, 'sleep 61 & echo ready; exec sleep 62')
  const child = await eventually(async () => {
    const rows = await table.readGroups([pid])
    const shellIsGone = rows.some(row => row.pid === pid && row.command === 'sleep 62')
    return shellIsGone ? rows.find(row => row.parentPid === pid) : undefined
  })
  process.kill(child.pid, 'SIGKILL')
  return eventually(async () => {
    const row = await table.readProcess(child.pid)
    return row?.state === 'zombie' ? row : undefined
  })
}
