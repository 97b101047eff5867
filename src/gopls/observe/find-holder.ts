import type { ObservedEditor } from '../../core/observed-gopls.js'
import { startedNoEarlier } from '../../host/identity.js'
import type { ProcessRow } from '../../host/process-table.js'
import { recogniseEditor } from './recognise-editor.js'

export interface Holder {
  readonly editor: ObservedEditor
  /**
   * The nearest process above that is an editor, else the parent. Null where there is none any more; 0 where the
   * parent is outside of this container.
   */
  readonly pid: number | null
}

export type RowsByPid = ReadonlyMap<number, ProcessRow>

/** Finds whose a process is. */
export function findHolder(row: ProcessRow, rows: RowsByPid): Holder {
  for (const { pid, command } of listAncestors(row, rows)) {
    const editor = recogniseEditor(command)
    if (editor !== undefined) return { editor, pid }
  }
  return { editor: 'unknown', pid: isLeftOver(row, rows) ? null : row.parentPid }
}

/** The nearest first. */
function listAncestors(row: ProcessRow, rows: RowsByPid): ReadonlySet<ProcessRow> {
  const ancestors = new Set<ProcessRow>()
  let parent = findParent(row, rows)
  // Rows that were not read at the same moment may lead in a circle.
  while (parent && parent !== row && !ancestors.has(parent)) {
    ancestors.add(parent)
    parent = findParent(parent, rows)
  }
  return ancestors
}

/** The parent, where it is this user's. One that began after its child has got the pid of the real one. */
export function findParent(row: ProcessRow, rows: RowsByPid): ProcessRow | undefined {
  const parent = rows.get(row.parentPid)
  const isReal = parent && parent.pid !== row.pid && startedNoEarlier(row.start, parent.start)
  return isReal ? parent : undefined
}

/** Another user's parent (`sudo`, `login`) is not among the rows, and yet it is there. */
function isLeftOver(row: ProcessRow, rows: RowsByPid): boolean {
  if (row.parentPid === 1) return true
  const parent = rows.get(row.parentPid)
  return parent !== undefined && (findParent(row, rows) === undefined || reaper.test(parent.command))
}

/** On Linux whose parent has ended gets the user's systemd for a parent, where there is one. */
const reaper = /^(?:\S*\/)?(?:systemd|init)(?: |$)/
