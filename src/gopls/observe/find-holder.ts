import type { ObservedEditor } from '../../core/observed-gopls.js'
import type { ProcessRow } from '../../host/process-table.js'
import { recogniseEditor } from './recognise-editor.js'

export interface Holder {
  readonly editor: ObservedEditor
  /**
   * The nearest process above that is an editor, else the parent. Null where there is none any more; 0 where the
   * parent is outside of this container; 1 where the first process of a container may hold it or may have inherited it.
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

/**
 * The parent, where it is this user's or the first process. The system keeps it true: one that ends is replaced at
 * once. No age is asked for: a clock that was set back on macOS makes an editor younger than its gopls.
 */
export function findParent(row: ProcessRow, rows: RowsByPid): ProcessRow | undefined {
  return row.parentPid === row.pid ? undefined : rows.get(row.parentPid)
}

/** Another user's parent (`sudo`, `login`) is not among the rows, and yet it is there. */
function isLeftOver(row: ProcessRow, rows: RowsByPid): boolean {
  const parent = findParent(row, rows)
  if (row.parentPid !== firstPid) return parent !== undefined && userInit.test(parent.command)
  return parent === undefined || firstInit.test(parent.command) || wasHandedOver(row, parent)
}

/**
 * The first process of a container may be anything, also one that starts servers itself and talks to them. Those are in
 * its own group or in one of their own; what is in the group of a third was started by somebody else.
 */
function wasHandedOver({ pid, groupId }: ProcessRow, first: ProcessRow): boolean {
  return groupId !== pid && groupId !== first.groupId
}

export const firstPid = 1

const firstInit = /^(?:\S*\/)?(?:systemd|init|launchd)(?: |$)/

/**
 * On Linux whose parent has ended gets the user's systemd for a parent, where there is one. No `/init` of another pid:
 * in WSL that stands for a program on Windows, the editor.
 */
const userInit = /^(?:\S*\/)?(?:systemd|init) --user(?: |$)/
