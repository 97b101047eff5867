import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

export interface ProcessUsage {
  readonly atMs: number
  readonly residentMb: number
  /** Of all threads since they began. */
  readonly cpuMs: number
  readonly switches: number
}

const windows = 2
const looksPerWindow = 6
const minuteMs = 60_000

/** Looks at a process from outside during some windows, and asks nothing of it. */
export async function watch(pid: number, windowMs: number): Promise<readonly ProcessUsage[]> {
  const seen = [readProcessUsage(pid)]
  for (let look = 0; look < windows * looksPerWindow; look += 1) {
    await delay(windowMs / looksPerWindow)
    seen.push(readProcessUsage(pid))
  }
  return seen
}

/** What was used in each window. */
export function perMinute(
  usage: readonly ProcessUsage[],
  read: (usage: ProcessUsage) => number,
): readonly number[] {
  const bounds = usage.filter((_, index) => index % looksPerWindow === 0)
  return bounds.slice(1).map((after, index) => {
    const before = bounds[index] ?? after
    return ((read(after) - read(before)) / (after.atMs - before.atMs)) * minuteMs
  })
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
