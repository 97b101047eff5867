import type { Evidence } from '../core/evidence.js'
import { listAtWork } from '../core/stacks.js'
import type { HeapView } from '../gopls/heap-profile.js'
import type { ProcessRow } from '../host/process-table.js'

export interface SuspicionFacts {
  readonly finding: NonNullable<Evidence['stacks']>
  readonly unansweredMs: number
  /** Its stacks; undefined when gopls let nobody look inside. */
  readonly goroutines: string | undefined
  /** Undefined while it is not told. */
  readonly heap: HeapView | undefined
  /** Its process group, as it was seen last. */
  readonly rows: readonly ProcessRow[]
  readonly stderrTail: string
}

const maxCommandLength = 200
const maxProcesses = 20
const maxStderrLength = 1_000

/** What a closer look found, as the event that the log keeps of it; bounded, whatever gopls printed. */
export function describeSuspicion(facts: SuspicionFacts): Readonly<Record<string, unknown>> {
  const { finding, unansweredMs, goroutines, heap, rows, stderrTail } = facts
  return {
    stacks: finding,
    unansweredMs: Math.round(unansweredMs),
    atWork: goroutines === undefined ? null : listAtWork(goroutines),
    heapInUseBytes: heap?.inUseBytes ?? null,
    processes: rows
      .slice(0, maxProcesses)
      .map(({ pid, parentPid, state, cpuMs, residentBytes, command }) => ({
        pid,
        parentPid,
        state,
        cpuMs,
        residentBytes,
        command: command.slice(0, maxCommandLength),
      })),
    stderrTail: stderrTail.slice(-maxStderrLength),
  }
}
