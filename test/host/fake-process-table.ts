import type { ProcessRow, ProcessTable } from '../../src/host/process-table.js'

export function processRow(row: Partial<ProcessRow> & { readonly pid: number }): ProcessRow {
  return {
    parentPid: 1,
    groupId: row.pid,
    state: 'sleeping',
    start: '100',
    cpuMs: 0,
    residentBytes: 0,
    traced: false,
    command: 'gopls',
    ...row,
  }
}

/** A table of just these rows. The list may change later: it is read anew by each call. */
export function fakeProcessTable(rows: readonly ProcessRow[], bootId = 'this boot'): ProcessTable {
  return {
    bootId,
    readGroups: groupIds => Promise.resolve(rows.filter(row => groupIds.includes(row.groupId))),
    readEvery: () => Promise.resolve(rows),
    readNamed: () => Promise.resolve(rows),
    readProcess: pid => Promise.resolve(rows.find(row => row.pid === pid)),
  }
}
