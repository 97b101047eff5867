import { noEvidence } from '../../src/core/evidence.js'
import type { ObservedSnapshot } from '../../src/supervisor/observed/observed-snapshot.js'
import type { DaemonSnapshot, InstanceSnapshot } from '../../src/supervisor/snapshot.js'

export function sampleInstance(changes: Partial<InstanceSnapshot> = {}): InstanceSnapshot {
  return {
    id: 'a1',
    state: 'ready',
    verdict: 'healthy',
    reason: 'answers',
    verdictForSeconds: 3,
    evidence: noEvidence,
    pid: 4242,
    generation: 1,
    goplsVersion: 'v0.23.0',
    goplsPath: '/home/ada/go/bin/gopls',
    startedAtWallMs: 1_700_000_000_000,
    uptimeSeconds: 12,
    sessions: 1,
    sessionList: [],
    residentBytes: 100_000_000,
    cpuSeconds: 1.5,
    restarts: { crash: 0, hang: 0, memory: 0, cpu: 0, upgrade: 0, manual: 0 },
    breaker: { state: 'closed', streak: 0, retryInSeconds: null },
    socket: '/home/ada/run/a1.sock',
    workspace: '/home/ada/secret-project',
    spawnedBy: 'daemon',
    adopted: false,
    lastEnd: null,
    heldBack: null,
    ...changes,
  }
}

export function sampleObserved(changes: Partial<ObservedSnapshot> = {}): ObservedSnapshot {
  return {
    pid: 4711,
    kind: 'stdio',
    editor: 'vscode',
    ownerPid: 4000,
    verdict: 'healthy',
    reason: 'nothing is wrong with it',
    version: 'v0.20.0',
    path: '/home/ada/go/bin/gopls',
    ageSeconds: 7_200,
    residentBytes: 100,
    action: 'report',
    why: 'nothing to do',
    ...changes,
  }
}

export const sampleSession: InstanceSnapshot['sessionList'][number] = {
  id: 's1',
  editor: { name: 'Neovim', version: '0.10' },
  roots: ['/home/ada/secret-project'],
  pending: 1,
  oldestPendingMs: 40,
  lastSignMs: 5,
  verdict: 'healthy',
  reason: 'answers',
}

export function sampleSnapshot(changes: Partial<DaemonSnapshot> = {}): DaemonSnapshot {
  return {
    version: '0.1.0',
    pid: 1234,
    startedAtWallMs: 1_700_000_000_000,
    instances: [sampleInstance()],
    observed: [],
    troubles: [],
    toldErrors: [],
    memoryLimitBytes: 200_000_000,
    loopLagMs: 2,
    ...changes,
  }
}
