import { parseByteSize } from './byte-size.js'
import { completeDocument } from './complete.js'
import { parseDuration } from './duration.js'
import type { CompleteDocument } from './schema.js'

/** The settings in force, with durations in milliseconds and sizes in bytes. */
export type Settings = DeepReadonly<ReturnType<typeof resolveSettings>>

type DeepReadonly<T> = { readonly [K in keyof T]: DeepReadonly<T[K]> }

/** Turns a checked and completed document into settings. */
export function resolveSettings(document: CompleteDocument) {
  const { http, gopls, instances, probe, hang, limits, stop, restart, observe, logs, incidents } = document
  return {
    http,
    gopls,
    instances: {
      keepWarm: instances.keepWarm,
      isolation: instances.isolation,
      idleTimeoutMs: toMs(instances.idleTimeout),
    },
    probe: {
      intervalMs: toMs(probe.interval),
      idleIntervalMs: toMs(probe.idleInterval),
      timeoutMs: toMs(probe.timeout),
      failures: probe.failures,
      startupTimeoutMs: toMs(probe.startupTimeout),
    },
    hang: {
      floorMs: toMs(hang.floor),
      ceilingMs: toMs(hang.ceiling),
      p95Factor: hang.p95Factor,
      spinFactor: hang.spinFactor,
      clientReplyTimeoutMs: toMs(hang.clientReplyTimeout),
    },
    limits: { memoryBytes: toBytes(limits.memory), samples: limits.samples },
    stop: { quitGraceMs: toMs(stop.quitGrace), termGraceMs: toMs(stop.termGrace) },
    restart: {
      backoffMinMs: toMs(restart.backoffMin),
      backoffMaxMs: toMs(restart.backoffMax),
      jitter: restart.jitter,
      maxFailures: restart.maxFailures,
      windowMs: toMs(restart.window),
      cooldownMs: toMs(restart.cooldown),
    },
    observe: {
      enabled: observe.enabled,
      intervalMs: toMs(observe.interval),
      orphanGraceMs: toMs(observe.orphanGrace),
      spinGraceMs: toMs(observe.spinGrace),
      policy: observe.policy,
    },
    logs: { level: logs.level, maxSizeBytes: toBytes(logs.maxSize), maxFiles: logs.maxFiles },
    incidents: { keep: incidents.keep, maxTotalSizeBytes: toBytes(incidents.maxTotalSize) },
    dryRun: document.dryRun,
  }
}

function toMs(duration: string): number {
  return known(parseDuration(duration), duration)
}

function toBytes(size: string): number {
  return known(parseByteSize(size), size)
}

function known(amount: number | undefined, text: string): number {
  if (amount === undefined) throw new Error(`${text} got past the schema`)
  return amount
}

export const defaultSettings: Settings = resolveSettings(completeDefaults())

function completeDefaults(): CompleteDocument {
  const completion = completeDocument({})
  if (!completion.ok) throw new Error('the schema refuses its own defaults')
  return completion.complete
}
