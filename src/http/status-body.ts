import type { DaemonSnapshot, InstanceSnapshot } from '../supervisor/snapshot.js'
import type { DaemonApi } from './daemon-api.js'
import { describeHealth, type HealthBody } from './health.js'

export interface StatusBody extends Omit<HealthBody, 'instances'> {
  readonly pid: number
  readonly instances: readonly InstanceStatus[]
  readonly observed: DaemonSnapshot['observed']
  readonly troubles: DaemonSnapshot['troubles']
  readonly configuration: { readonly settings: unknown; readonly origins: unknown }
}

interface InstanceStatus extends Omit<InstanceSnapshot, 'sessions' | 'sessionList' | 'startedAtWallMs'> {
  readonly startedAt: string | null
  /** Clients included that came without a relay. */
  readonly sessionCount: number
  readonly sessions: InstanceSnapshot['sessionList']
}

/** Everything there is to know, for those who may know it: as `/health`, with paths, evidence and configuration. */
export function describeStatus(
  snapshot: DaemonSnapshot,
  configuration: ReturnType<DaemonApi['configuration']>,
  nowWallMs: number,
): StatusBody {
  return {
    ...describeHealth(snapshot, nowWallMs).body,
    pid: snapshot.pid,
    instances: snapshot.instances.map(describeInstance),
    observed: snapshot.observed,
    troubles: snapshot.troubles,
    configuration: { settings: hideEnvironment(configuration.settings), origins: configuration.origins },
  }
}

function describeInstance(instance: InstanceSnapshot): InstanceStatus {
  const { startedAtWallMs, sessions, sessionList, ...rest } = instance
  const startedAt = startedAtWallMs === null ? null : new Date(startedAtWallMs).toISOString()
  return { ...rest, startedAt, sessionCount: sessions, sessions: sessionList }
}

/** Environment variables often hold passwords and tokens: their names are told, their values never. */
function hideEnvironment(settings: unknown): unknown {
  return JSON.parse(
    JSON.stringify(settings, (key, value: unknown) =>
      key === 'env' && typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.keys(value).map(name => [name, '(hidden)']))
        : value,
    ),
  )
}
