import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessUsage {
  readonly atMs: number
  readonly residentMb: number
  /** Of all threads since they began. */
  readonly cpuMs: number
  readonly switches: number
}

/** What a process used so far, from Linux's /proc: the process itself does not notice. */
export function readProcessUsage(pid: number): ProcessUsage {
  const folder = `/proc/${pid}/task`
  const threads = readdirSync(folder).map(thread => ({
    status: readFileSync(`${folder}/${thread}/status`, 'utf8'),
    // Its first number is the time on a CPU in ns; /proc/PID/stat only counts ticks of 10 ms.
    runNs: Number.parseInt(readFileSync(`${folder}/${thread}/schedstat`, 'utf8'), 10),
  }))
  return {
    atMs: performance.now(),
    residentMb: readField(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS') / 1024,
    cpuMs: sum(threads.map(({ runNs }) => runNs / 1e6)),
    switches: sum(
      threads.map(
        ({ status }) =>
          readField(status, 'voluntary_ctxt_switches') + readField(status, 'nonvoluntary_ctxt_switches'),
      ),
    ),
  }
}

function readField(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
