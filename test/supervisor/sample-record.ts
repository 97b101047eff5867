import { emptyInstanceState } from '../../src/core/instance-state.js'
import type { ProcessIdentity } from '../../src/host/process-table.js'
import type { InstanceRecord } from '../../src/supervisor/instance-record.js'

/** The record of a gopls that was ready since the boot and is of the third generation. */
export function sampleRecord(identity: ProcessIdentity): InstanceRecord {
  return {
    version: 1,
    id: '1',
    bootId: identity.bootId,
    owner: null,
    lease: null,
    state: { ...emptyInstanceState, generation: 3, phase: { kind: 'ready', sinceMs: 0, resumes: 0 } },
    process: {
      identity,
      socketPath: '/nowhere/g-1-3.sock',
      goplsPath: '/nowhere/gopls',
      goplsVersion: 'v0.23.0',
      goplsIdentity: '1:2:3:4',
      startedAtWallMs: 1_700_000_000_000,
      spawnedBy: 'daemon',
    },
  }
}
