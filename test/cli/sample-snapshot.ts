import { noEvidence } from '../../src/core/evidence.js'
import { describeHealth, type HealthBody } from '../../src/http/health.js'
import { describeStatus, type StatusBody } from '../../src/http/status-body.js'
import type { DaemonSnapshot, InstanceSnapshot } from '../../src/supervisor/snapshot.js'

const nowWallMs = Date.parse('2026-01-02T03:04:05Z')

export function sampleInstance(different: Partial<InstanceSnapshot> = {}): InstanceSnapshot {
  return {
    id: 'main',
    state: 'ready',
    verdict: 'healthy',
    reason: 'answers',
    verdictForSeconds: 3,
    evidence: noEvidence,
    pid: 4711,
    generation: 1,
    goplsVersion: 'v0.20.0',
    goplsPath: '/go/bin/gopls',
    startedAtWallMs: nowWallMs - 11_520_000,
    uptimeSeconds: 11_520,
    sessions: 0,
    sessionList: [],
    residentBytes: 432_013_312,
    cpuSeconds: 12.5,
    restarts: { crash: 0, hang: 0, memory: 0, cpu: 0, upgrade: 0, manual: 0 },
    breaker: { state: 'closed', streak: 0, retryInSeconds: null },
    socket: '/run/main.sock',
    workspace: null,
    spawnedBy: 'daemon',
    adopted: false,
    lastEnd: null,
    heldBack: null,
    ...different,
  }
}

export function sampleSnapshot(different: Partial<DaemonSnapshot> = {}): DaemonSnapshot {
  return {
    version: '0.1.0',
    pid: 4242,
    startedAtWallMs: nowWallMs - 20_000_000,
    instances: [sampleInstance()],
    observed: [],
    troubles: [],
    toldErrors: [],
    memoryLimitBytes: 6 * 1024 ** 3,
    loopLagMs: 0,
    ...different,
  }
}

export function healthBody(snapshot: DaemonSnapshot): HealthBody {
  return overTheWire(describeHealth(snapshot, nowWallMs).body)
}

export function statusBody(snapshot: DaemonSnapshot): StatusBody {
  return overTheWire(describeStatus(snapshot, { settings: {}, origins: {} }, nowWallMs))
}

/** What is left of a body after its way through JSON: nothing that is undefined. */
function overTheWire<Body>(body: Body): Body {
  return JSON.parse(JSON.stringify(body)) as Body
}
