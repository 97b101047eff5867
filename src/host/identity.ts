import { countsTicks, parseLstartMs } from './process-age.js'
import type { ProcessIdentity, ProcessRow, ProcessTable } from './process-table.js'

/** What tells the process that has this pid now from any other, or undefined when there is none. */
export async function identify(table: ProcessTable, pid: number): Promise<ProcessIdentity | undefined> {
  const row = await table.readProcess(pid)
  return row && { pid, start: row.start, bootId: table.bootId }
}

/** True while this very process can still run: a zombie cannot. */
export async function isAlive(table: ProcessTable, identity: ProcessIdentity): Promise<boolean> {
  const row = await table.readProcess(identity.pid)
  return row !== undefined && isSameProcess(row, identity, table.bootId) && row.state !== 'zombie'
}

export function isSameProcess(row: ProcessRow, identity: ProcessIdentity, bootId: string): boolean {
  return row.pid === identity.pid && row.start === identity.start && bootId === identity.bootId
}

/** Compares two start tokens of one boot. A token that cannot be read has no order: the answer is false. */
export function startedNoEarlier(start: string, thanStart: string): boolean {
  return startOrder(start) >= startOrder(thanStart)
}

function startOrder(start: string): number {
  return countsTicks(start) ? Number(start) : parseLstartMs(start)
}
