import { Gauge, Registry, type RegistryContentType } from 'prom-client'
import type { GuardianEvent } from '../supervisor/event-log.js'
import type { DaemonApi } from './daemon-api.js'
import { createDaemonMetrics } from './daemon-metrics.js'
import { createEventMetrics } from './event-metrics.js'
import { createInstanceMetrics } from './instance-metrics.js'
import { createObservedMetrics } from './observed-metrics.js'
import { createProcessMetrics } from './process-metrics.js'

export type MetricsFormat = 'prometheus' | 'openMetrics'

export interface Metrics {
  render(format: MetricsFormat): Promise<{ readonly contentType: string; readonly text: string }>
  /** Stops counting events. */
  close(): void
}

/**
 * Counts the daemon's events, and looks at the daemon when somebody asks; nothing runs in between.
 * Each format has metrics of its own: prom-client's OpenMetrics registry takes `_total` off the names of the
 * counters it prints, and leaves it off.
 */
export function createMetrics(api: DaemonApi): Metrics {
  const formats = {
    prometheus: createFormat(api, Registry.PROMETHEUS_CONTENT_TYPE),
    openMetrics: createFormat(api, Registry.OPENMETRICS_CONTENT_TYPE),
  }
  const stopListening = api.onEvent(event => {
    formats.prometheus.count(event)
    formats.openMetrics.count(event)
  })
  return { render: format => formats[format].render(), close: stopListening }
}

interface Format {
  count(event: GuardianEvent): void
  render: () => ReturnType<Metrics['render']>
}

function createFormat(api: DaemonApi, contentType: RegistryContentType): Format {
  const registry: Registry<RegistryContentType> = new Registry()
  registry.setContentType(contentType)
  addBuildInfo(api, registry)
  const showDaemon = createDaemonMetrics(registry)
  const showInstances = createInstanceMetrics(registry)
  const showObserved = createObservedMetrics(registry)
  const showProcess = createProcessMetrics(registry)
  return {
    count: createEventMetrics(registry),
    render: async () => {
      const snapshot = api.snapshot()
      showDaemon(snapshot)
      showInstances(snapshot.instances)
      showObserved(snapshot.observed)
      showProcess()
      return { contentType, text: await registry.metrics() }
    },
  }
}

function addBuildInfo(api: DaemonApi, registry: Registry<RegistryContentType>): void {
  const gauge = new Gauge({
    name: 'gopls_guardian_build_info',
    help: 'Always 1; the version of gopls-guardian is in the label.',
    labelNames: ['version'],
    registers: [registry],
  })
  gauge.set({ version: api.snapshot().version }, 1)
}
