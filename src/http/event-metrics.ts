import { Counter, Histogram, type Registry, type RegistryContentType } from 'prom-client'
import { restartReasons } from '../core/instance-state.js'
import { probeFailures } from '../gopls/probe-connection.js'
import type { GuardianEvent } from '../supervisor/event-log.js'
import type { EventTakers } from './event-takers.js'
import { createSessionMetrics } from './session-metrics.js'

/** Makes the metrics that events feed; the returned function takes one event. */
export function createEventMetrics(registry: Registry<RegistryContentType>): (event: GuardianEvent) => void {
  const registers = [registry]
  const probeDuration = new Histogram({
    name: 'gopls_guardian_probe_duration_seconds',
    help: 'Time until gopls answered a probe.',
    labelNames: ['probe'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers,
  })
  const failedProbes = new Counter({
    name: 'gopls_guardian_probe_failures_total',
    help: 'Probes that gopls did not answer.',
    labelNames: ['probe', 'reason'],
    registers,
  })
  const restarts = new Counter({
    name: 'gopls_guardian_restarts_total',
    help: 'Times a gopls was replaced.',
    labelNames: ['reason'],
    registers,
  })
  const recoveryDuration = new Histogram({
    name: 'gopls_guardian_recovery_duration_seconds',
    help: 'From the last good answer to the first answer of the next generation.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  })
  const detectionDuration = new Histogram({
    name: 'gopls_guardian_detection_duration_seconds',
    help: 'From the last good answer to the decision to replace.',
    buckets: [0.5, 1, 2.5, 5, 10, 15, 30, 60, 120, 600],
    registers,
  })
  const suppressed = new Counter({
    name: 'gopls_guardian_suppressed_verdicts_total',
    help: 'Looks at which something seemed wrong while nobody could be judged.',
    labelNames: ['reason'],
    registers,
  })
  const incidents = new Counter({
    name: 'gopls_guardian_incidents_total',
    help: 'Crashes, hangs and other incidents, repeated ones included.',
    labelNames: ['cause'],
    registers,
  })
  const rotations = new Counter({
    name: 'gopls_guardian_log_rotations_total',
    help: 'Times a log was rotated.',
    registers,
  })
  const observedActions = new Counter({
    name: 'gopls_guardian_observed_actions_total',
    help: 'What was done about a gopls that guardian did not start.',
    labelNames: ['action', 'verdict'],
    registers,
  })
  // A rate over a counter that starts at 1 misses the first restart, or failure.
  for (const reason of restartReasons) restarts.inc({ reason }, 0)
  for (const reason of probeFailures) failedProbes.inc({ probe: 'sessions', reason }, 0)
  observedActions.inc({ action: 'end', verdict: 'orphan' }, 0)
  observedActions.inc({ action: 'resume', verdict: 'stopped' }, 0)

  const takers: EventTakers = {
    'probe.answered': data =>
      observe(data['tookMs'], seconds => probeDuration.observe({ probe: label(data['probe']) }, seconds)),
    'probe.failed': data => failedProbes.inc({ probe: label(data['probe']), reason: label(data['reason']) }),
    'verdict.suppressed': data => suppressed.inc({ reason: label(data['reason']) }),
    'instance.launched': data => {
      const reason = restartReasons.find(each => each === data['reason'])
      if (reason) restarts.inc({ reason })
    },
    'instance.ready': data => observe(data['recoveryMs'], seconds => recoveryDuration.observe(seconds)),
    'instance.terminating': data =>
      observe(data['detectionMs'], seconds => detectionDuration.observe(seconds)),
    'incident.opened': data => incidents.inc({ cause: label(data['cause']) }),
    'incident.repeated': data => incidents.inc({ cause: label(data['cause']) }),
    'incident.unwritable': data => incidents.inc({ cause: label(data['cause']) }),
    'observed.acted': data =>
      observedActions.inc({ action: label(data['action']), verdict: label(data['verdict']) }),
    'log.rotated': () => rotations.inc(),
    ...createSessionMetrics(registry),
  }
  return event => takers[event.kind]?.(event.data)
}

/** Durations are optional in an event, and a clock may have gone wrong. */
function observe(durationMs: unknown, record: (seconds: number) => void): void {
  if (typeof durationMs === 'number' && durationMs >= 0 && Number.isFinite(durationMs))
    record(durationMs / 1000)
}

/** Codes of our own make labels; anything else would make a new time series of each text. */
function label(value: unknown): string {
  return typeof value === 'string' && /^[a-z][a-z-]{0,30}$/.test(value) ? value : 'other'
}
