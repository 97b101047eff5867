import { readdirSync } from 'node:fs'
import { Counter, Gauge, type Registry, type RegistryContentType } from 'prom-client'

/**
 * The daemon's own `process_*`, under the names that every dashboard knows.
 * prom-client's default metrics keep timers running that cost more CPU than the rest of an idle daemon.
 */
export function createProcessMetrics(registry: Registry<RegistryContentType>): () => void {
  const registers = [registry]
  const cpu = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time of the daemon.',
    registers,
  })
  const residentMemory = new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the daemon.',
    registers,
  })
  const startTime = new Gauge({
    name: 'process_start_time_seconds',
    help: 'Start of the daemon since the Unix epoch.',
    registers,
  })
  startTime.set(performance.timeOrigin / 1000)
  const openFiles =
    process.platform === 'linux'
      ? new Gauge({ name: 'process_open_fds', help: 'Open file descriptors of the daemon.', registers })
      : undefined
  let lookedAtMs = Number.NEGATIVE_INFINITY
  return () => {
    const nowMs = performance.now()
    if (nowMs - lookedAtMs < freshMs) return
    lookedAtMs = nowMs
    const { user, system } = process.cpuUsage()
    cpu.reset()
    cpu.inc((user + system) / 1e6)
    residentMemory.set(process.memoryUsage.rss())
    setOpenFiles(openFiles)
  }
}

/** These looks cost more than all other metrics together: scrapes in a burst share one. */
const freshMs = 1_000

/** Without a descriptor left to look with, the last count stays: a scrape must still tell the rest. */
function setOpenFiles(gauge: Gauge | undefined): void {
  try {
    // Less the one that the look itself had open.
    gauge?.set(readdirSync('/proc/self/fd').length - 1)
  } catch {}
}
