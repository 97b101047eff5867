import type { ObservedGopls } from '../../core/observed-gopls.js'
import { type LookTime, readAgeMs } from '../../host/process-age.js'
import type { ProcessRow } from '../../host/process-table.js'
import { findHolder, findParent, firstPid, type RowsByPid } from './find-holder.js'
import { type GoplsCommand, readGoplsCommand } from './gopls-command.js'

/** Whether guardian or one of its relays has started a process; `parent` is undefined where it is not this user's. */
export type IsOurs = (row: ProcessRow, parent: ProcessRow | undefined) => boolean

/** What the process table alone tells of a gopls. */
export type RecognisedGopls = Omit<ObservedGopls, 'version' | 'isReplaced'>

/** Picks every gopls that is not ours out of this user's processes. `path` is null where only the mere name is told. */
export function recogniseGopls(
  rows: readonly ProcessRow[],
  isOurs: IsOurs,
  now: LookTime,
): readonly RecognisedGopls[] {
  const byPid: RowsByPid = new Map(rows.map(row => [row.pid, row]))
  return rows.flatMap(row => {
    const command = readGoplsCommand(row.command)
    if (command === undefined || row.state === 'zombie' || row.pid === firstPid) return []
    const parent = findParent(row, byPid)
    if (isForked(row, parent) || isOurs(row, parent)) return []
    return describeRow(row, command, byPid, now)
  })
}

/** Between fork and exec a child of gopls (`go list`, say) has the command line of gopls. */
function isForked(row: ProcessRow, parent: ProcessRow | undefined): boolean {
  return row.command === parent?.command
}

function describeRow(
  row: ProcessRow,
  { program, kind }: GoplsCommand,
  rows: RowsByPid,
  now: LookTime,
): RecognisedGopls {
  const { pid, start, cpuMs, residentBytes, state, traced } = row
  const holder = findHolder(row, rows)
  return {
    pid,
    start,
    kind,
    editor: holder.editor,
    // It serves whoever connects, and outlives whoever started it.
    ownerPid: kind === 'daemon' ? null : holder.pid,
    path: program.startsWith('/') ? program : null,
    ageMs: readAgeMs(start, now),
    cpuMs,
    residentBytes,
    state,
    isSuspended: state === 'stopped' && holder.pid !== null && rows.get(holder.pid)?.state === 'stopped',
    traced,
  }
}
