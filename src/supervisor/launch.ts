import { join } from 'node:path'
import type { ProcessEnd } from '../core/instance-state.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import { buildServeArguments } from '../gopls/serve-arguments.js'
import type { SpawnedGopls } from '../gopls/spawn-gopls.js'
import { clearStaleSocket } from '../gopls/stale-socket.js'
import { measureStderr } from '../gopls/stderr-file.js'
import { identify } from '../host/identity.js'
import type { ProcessTable } from '../host/process-table.js'
import type { ProcessRecord } from './instance-record.js'

export interface LaunchPlan {
  readonly instanceId: string
  readonly generation: number
  readonly binary: GoplsBinary
  readonly extraArgs: readonly string[]
  readonly listenTimeoutMs: number
  readonly socketFolder: string
  readonly stderrPath: string
  readonly homeFolder: string
  readonly startedAtWallMs: number
  readonly spawnedBy: ProcessRecord['spawnedBy']
  /** How the process comes into being: as our child, or through a relay. It knows the environment. */
  readonly spawn: Spawn
}

export type Spawn = (order: SpawnOrder) => Promise<Spawned>

export interface SpawnOrder {
  readonly path: string
  readonly args: readonly string[]
  readonly folder: string
  readonly stderrPath: string
}

export type Spawned =
  /** `child` is undefined for one that is not our child. */
  | { readonly ok: true; readonly pid: number; readonly child: SpawnedGopls | undefined }
  | { readonly ok: false; readonly end: ProcessEnd }

export type LaunchResult =
  | { readonly ok: true; readonly child: SpawnedGopls | undefined; readonly process: ProcessRecord }
  | { readonly ok: false; readonly end: ProcessEnd }

/** Starts one generation. Everything that can go wrong here is a `not-started` end, never an exception. */
export async function launchGopls(plan: LaunchPlan, table: ProcessTable): Promise<LaunchResult> {
  // 1. A path of its own for each generation: an old one that will not die cannot be in the way.
  const socketPath = join(plan.socketFolder, `g-${plan.instanceId}-${plan.generation}.sock`)
  if (!(await clearStaleSocket(socketPath))) return notStarted(`${socketPath} is in use`)
  // 2. The process.
  const { listenTimeoutMs, extraArgs, stderrPath, homeFolder, binary } = plan
  const stderrFromByte = measureStderr(stderrPath)
  const args = buildServeArguments({ socketPath, listenTimeoutMs, extraArgs })
  const spawned = await plan.spawn({ path: binary.path, args, folder: homeFolder, stderrPath })
  if (!spawned.ok) return spawned
  // 3. Who it is, for every later look and signal. One that is gone already has said why.
  const { pid, child } = spawned
  const identity = await identify(table, pid).catch(() => undefined)
  if (!identity) {
    // One that we could never look at or signal must not stay either.
    child?.kill()
    return child ? { ok: false, end: await child.ended } : notStarted(`process ${pid} is gone at once`)
  }
  return {
    ok: true,
    child,
    process: {
      identity,
      socketPath,
      goplsPath: binary.path,
      goplsVersion: binary.version,
      goplsIdentity: binary.fileIdentity,
      startedAtWallMs: plan.startedAtWallMs,
      spawnedBy: plan.spawnedBy,
      stderrFromByte,
    },
  }
}

function notStarted(detail: string): LaunchResult {
  return { ok: false, end: { kind: 'not-started', detail } }
}
