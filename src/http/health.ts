import type { DaemonSnapshot, InstanceSnapshot } from '../supervisor/snapshot.js'
import {
  checkHealth,
  type HealthCheck,
  type HealthChecks,
  type HealthReason,
  type HealthStatus,
  healthStatuses,
} from './health-check.js'

export interface HealthBody {
  readonly status: HealthStatus
  readonly version: string
  readonly serviceId: 'gopls-guardian'
  readonly startedAt: string
  readonly output?: HealthReason | 'no editor connected'
  readonly checks: HealthChecks
  readonly instances: readonly InstanceHealth[]
}

type InstanceHealth = Pick<
  InstanceSnapshot,
  | 'id'
  | 'state'
  | 'verdict'
  | 'pid'
  | 'generation'
  | 'goplsVersion'
  | 'uptimeSeconds'
  | 'sessions'
  | 'residentBytes'
  | 'restarts'
>

export interface Health {
  readonly httpStatus: 200 | 503
  readonly body: HealthBody
}

/**
 * How the whole is, for anybody on this computer who asks (draft-inadarei-api-health-check):
 * no paths, no text from gopls or from an error, only numbers and closed codes.
 * `output` is the reason of the first of the worst checks; only when all pass does it say that no editor is there.
 */
export function describeHealth(snapshot: DaemonSnapshot, nowWallMs: number): Health {
  const checks = checkHealth(snapshot, new Date(nowWallMs).toISOString())
  const worst = findWorst(Object.values(checks).flat())
  const status = worst?.status ?? 'pass'
  const output = worst?.output ?? (isDeserted(snapshot) ? 'no editor connected' : undefined)
  return {
    httpStatus: status === 'fail' ? 503 : 200,
    body: {
      status,
      version: snapshot.version,
      serviceId: 'gopls-guardian',
      startedAt: new Date(snapshot.startedAtWallMs).toISOString(),
      ...(output && { output }),
      checks,
      instances: snapshot.instances.map(describeInstance),
    },
  }
}

function findWorst(checks: readonly HealthCheck[]): HealthCheck | undefined {
  const rank = ({ status }: HealthCheck): number => healthStatuses.indexOf(status)
  return checks.toSorted((a, b) => rank(b) - rank(a))[0]
}

function isDeserted(snapshot: DaemonSnapshot): boolean {
  return snapshot.instances.every(({ sessions }) => sessions === 0)
}

function describeInstance(instance: InstanceSnapshot): InstanceHealth {
  const { id, state, verdict, pid, generation, uptimeSeconds, sessions, residentBytes, restarts } = instance
  const goplsVersion = plainVersion(instance.goplsVersion)
  return {
    id,
    state,
    verdict,
    pid,
    generation,
    goplsVersion,
    uptimeSeconds,
    sessions,
    residentBytes,
    restarts,
  }
}

/** The version is whatever a program printed; what does not look like one is not passed on. */
const versionPattern = /^(?:v\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,64})?|\(devel\)|\(unknown\))$/

function plainVersion(version: string | null): string | null {
  return version !== null && versionPattern.test(version) ? version : null
}
