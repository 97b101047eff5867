import { isSameProcess, startedNoEarlier } from './identity.js'
import type { ProcessIdentity, ProcessRow, ProcessTable } from './process-table.js'
import { errorCode } from './system-error.js'

/**
 * `gone`: nothing was left to signal; `not-ours`: another process has that id now, or it is one we never
 * signal; `refused`: the system did not allow it.
 */
export type SignalOutcome = 'sent' | 'gone' | 'not-ours' | 'refused'

/** Does what kill(2) does: a negative pid is a process group. */
export type Kill = (pid: number, signal: NodeJS.Signals) => void

const systemKill: Kill = (pid, signal) => {
  process.kill(pid, signal)
}

/** Signals one process after a look at who it is. Rejects when the process table cannot be read. */
export async function signalProcess(
  table: ProcessTable,
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  kill: Kill = systemKill,
): Promise<SignalOutcome> {
  if (isUntouchable(identity.pid)) return 'not-ours'
  const row = await table.readProcess(identity.pid)
  if (row === undefined) return 'gone'
  if (!isSameProcess(row, identity, table.bootId)) return 'not-ours'
  if (row.state === 'zombie') return 'gone'
  return send(kill, identity.pid, signal)
}

/** Signals the whole group that this process leads or led. Rejects when the process table cannot be read. */
export async function signalGroup(
  table: ProcessTable,
  leader: ProcessIdentity,
  signal: NodeJS.Signals,
  kill: Kill = systemKill,
): Promise<SignalOutcome> {
  if (isUntouchable(leader.pid)) return 'not-ours'
  const rows = await table.readGroups([leader.pid])
  if (!rows.some(isLiving)) return 'gone'
  if (!isGroupOf(leader, rows, table.bootId)) return 'not-ours'
  const outcome = send(kill, -leader.pid, signal)
  // macOS says EPERM for a group whose last living member has just become a zombie.
  if (outcome === 'refused' && (await livingMembers(table, leader)).length === 0) return 'gone'
  return outcome
}

/** The processes of this leader's group that can still run; none when the group is another's by now. */
export async function livingMembers(
  table: ProcessTable,
  leader: ProcessIdentity,
): Promise<readonly ProcessRow[]> {
  const rows = await table.readGroups([leader.pid])
  return isGroupOf(leader, rows, table.bootId) ? rows.filter(isLiving) : []
}

/**
 * A system does not give out a pid again while a group bears its number, so a group is ours when its leader
 * is. Once the leader is gone, only age speaks: what is older than the leader cannot be its offspring.
 */
function isGroupOf(leader: ProcessIdentity, rows: readonly ProcessRow[], bootId: string): boolean {
  if (leader.bootId !== bootId || rows.some(row => row.pid === process.pid)) return false
  const head = rows.find(row => row.pid === leader.pid)
  if (head) return isSameProcess(head, leader, bootId)
  return rows.every(row => startedNoEarlier(row.start, leader.start))
}

function isLiving(row: ProcessRow): boolean {
  return row.state !== 'zombie'
}

/** kill(2) takes 0, -1 and the negative of 1 for far more than one process. */
function isUntouchable(pid: number): boolean {
  return pid <= 1 || pid === process.pid
}

function send(kill: Kill, target: number, signal: NodeJS.Signals): SignalOutcome {
  try {
    kill(target, signal)
    return 'sent'
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ESRCH') return 'gone'
    if (code === 'EPERM') return 'refused'
    throw error
  }
}
