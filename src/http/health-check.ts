import type { ToldErrorCode } from '../control/supervision.js'
import type { Phase } from '../core/instance-state.js'
import type { Verdict } from '../core/verdict.js'
import type { DaemonSnapshot, DaemonTrouble, InstanceSnapshot } from '../supervisor/snapshot.js'

/** From good to bad. */
export const healthStatuses = ['pass', 'warn', 'fail'] as const
export type HealthStatus = (typeof healthStatuses)[number]

/** Why a check does not pass: closed codes, since anybody on this computer may read them. */
export type HealthReason =
  | DaemonTrouble['code']
  | `instance-${Phase['kind']}`
  | `verdict-${Verdict}`
  | `told-${ToldErrorCode}`

interface Finding {
  readonly status: HealthStatus
  readonly output?: HealthReason
}

/** One entry of `checks` in the health format (draft-inadarei-api-health-check). */
export interface HealthCheck extends Finding {
  readonly observedValue: number | null
  readonly observedUnit: string
  readonly time: string
}

export type HealthChecks = Readonly<Record<string, readonly [HealthCheck]>>

/** Everything that is checked, keyed `component:measurement`; causes stand before their consequences. */
export function checkHealth(snapshot: DaemonSnapshot, time: string): HealthChecks {
  const { instances, troubles } = snapshot
  const servable = instances.some(({ state }) => state === 'ready' || state === 'starting')
  const trouble = (code: DaemonTrouble['code'], status: HealthStatus): readonly [HealthCheck] => {
    const count = troubles.filter(each => each.code === code).length
    const finding: Finding = count === 0 ? pass : { status, output: code }
    return [{ ...finding, observedValue: count, observedUnit: 'troubles', time }]
  }
  return {
    // Told, not judged: after a stall of our own the verdicts are unknown, and that convicts nobody.
    'supervisor:loop': [{ status: 'pass', observedValue: snapshot.loopLagMs, observedUnit: 'ms', time }],
    'toolchain:gopls': trouble('gopls-missing', 'fail'),
    ...Object.fromEntries(
      instances.map(instance => [`gopls:${instance.id}`, [checkInstance(instance, servable, time)]]),
    ),
    'editors:told-errors': [checkToldErrors(snapshot, time)],
    'configuration:file': trouble('configuration-refused', 'warn'),
    'http:port': trouble('http-port-taken', 'warn'),
    'logs:disk': trouble('logs-unwritable', 'warn'),
    'events:disk': trouble('events-unwritable', 'warn'),
    'state:disk': trouble('state-unwritable', 'warn'),
    'incidents:disk': trouble('incidents-unwritable', 'warn'),
  }
}

const pass: Finding = { status: 'pass' }

/** gopls lives on when it has no `go` or a broken go.mod, and tells only the editor. */
function checkToldErrors({ toldErrors }: DaemonSnapshot, time: string): HealthCheck {
  const [first] = toldErrors
  const finding: Finding = first === undefined ? pass : { status: 'warn', output: `told-${first}` }
  return { ...finding, observedValue: toldErrors.length, observedUnit: 'errors', time }
}

function checkInstance(instance: InstanceSnapshot, servable: boolean, time: string): HealthCheck {
  const observed = { observedValue: instance.residentBytes, observedUnit: 'bytes', time }
  return { ...findInstance(instance, servable), ...observed }
}

function findInstance(instance: InstanceSnapshot, servable: boolean): Finding {
  const { state } = instance
  switch (state) {
    case 'failed':
      return { status: instance.sessions > 0 || !servable ? 'fail' : 'warn', output: `instance-${state}` }
    case 'starting':
    case 'backoff':
      return { status: 'warn', output: `instance-${state}` }
    case 'stopped':
      return pass
    // A stop that nobody planned has the verdict that led to it.
    case 'stopping':
    case 'ready':
      return warnOf([instance, ...instance.sessionList])
    default:
      return state satisfies never
  }
}

/** gopls may load packages for minutes; beyond this the person typing should know. */
const longWaitSeconds = 2 * 60

/** The first verdict that is worse than busy, of the instance itself or of a session on it. */
function warnOf(judged: readonly Judged[]): Finding {
  const worrying = judged.find(each => !isTolerable(each))
  return worrying ? { status: 'warn', output: `verdict-${worrying.verdict}` } : pass
}

interface Judged {
  readonly verdict: Verdict
  readonly verdictForSeconds?: number | null
  readonly oldestPendingMs?: number | null
}

function isTolerable({ verdict, verdictForSeconds, oldestPendingMs }: Judged): boolean {
  const forSeconds = verdictForSeconds ?? (oldestPendingMs ?? 0) / 1000
  if (verdict === 'waiting-on-child') return forSeconds <= longWaitSeconds
  return verdict === 'unknown' || verdict === 'healthy' || verdict === 'busy'
}
