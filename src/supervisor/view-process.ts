import type { ProcessView } from '../core/evidence.js'
import type { ProcessRow } from '../host/process-table.js'

/** What gopls calls the child that counts its crashes: no server, and never at work for anybody. */
const telemetry = '** telemetry **'

/** The process group of a gopls as the judge wants to see it. */
export function viewProcess(rows: readonly ProcessRow[], leaderPid: number): ProcessView {
  const leader = rows.find(row => row.pid === leaderPid)
  const counted = rows.filter(row => !row.command.includes(telemetry))
  const children = counted.filter(row => row.pid !== leaderPid && row.state !== 'zombie')
  return {
    state: leader?.state ?? 'absent',
    traced: leader?.traced ?? false,
    cpuMs: sum(counted.map(row => row.cpuMs)),
    residentBytes: sum(counted.map(row => row.residentBytes)),
    children: children.map(({ pid, command }) => ({ pid, command: command.slice(0, maxCommandLength) })),
  }
}

/** Enough to recognise a `go list` and its arguments; the evidence is not to grow with a command line. */
const maxCommandLength = 200

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
