import { Gauge, type Registry, type RegistryContentType } from 'prom-client'
import type { ObservedSnapshot } from '../supervisor/observed/observed-snapshot.js'

/** Makes the gauges of every gopls that guardian did not start; the returned function sets them all. */
export function createObservedMetrics(
  registry: Registry<RegistryContentType>,
): (observed: readonly ObservedSnapshot[]) => void {
  const registers = [registry]
  const processes = new Gauge({
    name: 'gopls_guardian_observed_processes',
    help: 'Processes of gopls that guardian did not start, and what it makes of them.',
    labelNames: ['kind', 'editor', 'verdict'],
    registers,
  })
  const residentMemory = new Gauge({
    name: 'gopls_guardian_observed_resident_memory_bytes',
    help: 'Resident memory of the processes of gopls that guardian did not start.',
    labelNames: ['kind'],
    registers,
  })
  return observed => {
    processes.reset()
    residentMemory.reset()
    for (const { kind, editor, verdict, residentBytes } of observed) {
      processes.inc({ kind, editor, verdict })
      residentMemory.inc({ kind }, residentBytes)
    }
  }
}
