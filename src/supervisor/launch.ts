import { closeSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessEnd } from '../core/instance-state.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import { buildServeArguments } from '../gopls/serve-arguments.js'
import { type SpawnedGopls, spawnGopls } from '../gopls/spawn-gopls.js'
import { clearStaleSocket } from '../gopls/stale-socket.js'
import { openStderrFile, type StderrFile } from '../gopls/stderr-file.js'
import { identify } from '../host/identity.js'
import type { ProcessTable } from '../host/process-table.js'
import type { ProcessRecord } from './instance-record.js'

export interface LaunchPlan {
  readonly instanceId: string
  readonly generation: number
  readonly binary: GoplsBinary
  readonly extraArgs: readonly string[]
  /** The whole environment of whoever asked for this gopls; never logged or stored. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly listenTimeoutMs: number
  readonly socketFolder: string
  readonly stderrPath: string
  readonly homeFolder: string
  readonly startedAtWallMs: number
}

export type LaunchResult =
  | {
      readonly ok: true
      readonly child: SpawnedGopls
      readonly process: ProcessRecord
      readonly stderrFromByte: number
    }
  | { readonly ok: false; readonly end: ProcessEnd }

/** Starts one generation. Everything that can go wrong here is a `not-started` end, never an exception. */
export async function launchGopls(
  plan: LaunchPlan,
  table: ProcessTable,
  onLogTrouble: (detail: string) => void,
): Promise<LaunchResult> {
  // 1. A path of its own for each generation: an old one that will not die cannot be in the way.
  const socketPath = join(plan.socketFolder, `g-${plan.instanceId}-${plan.generation}.sock`)
  if (!(await clearStaleSocket(socketPath))) return notStarted(`${socketPath} is in use`)
  // 2. Where stderr goes. A log that cannot be had is no reason to leave the editor without gopls.
  const stderr = openLog(plan.stderrPath, onLogTrouble)
  // 3. The process; our copy of the file is not needed after that.
  const child = spawnGopls({
    path: plan.binary.path,
    args: buildServeArguments({
      socketPath,
      listenTimeoutMs: plan.listenTimeoutMs,
      extraArgs: plan.extraArgs,
    }),
    environment: plan.environment,
    folder: plan.homeFolder,
    stderr: stderr?.fd ?? 'ignore',
  })
  if (stderr) closeSync(stderr.fd)
  // 4. Who it is, for every later look and signal. One that is gone already has said why.
  const identity =
    child.pid === undefined ? undefined : await identify(table, child.pid).catch(() => undefined)
  if (!identity) {
    // One that we could never look at or signal must not stay either.
    child.kill()
    return { ok: false, end: await child.ended }
  }
  return {
    ok: true,
    child,
    stderrFromByte: stderr?.fromByte ?? 0,
    process: {
      identity,
      socketPath,
      goplsPath: plan.binary.path,
      goplsVersion: plan.binary.version,
      goplsIdentity: plan.binary.fileIdentity,
      startedAtWallMs: plan.startedAtWallMs,
      spawnedBy: 'daemon',
    },
  }
}

function notStarted(detail: string): LaunchResult {
  return { ok: false, end: { kind: 'not-started', detail } }
}

function openLog(path: string, onLogTrouble: (detail: string) => void): StderrFile | undefined {
  try {
    return openStderrFile(path)
  } catch (error) {
    onLogTrouble(`cannot write ${path}: ${String(error)}`)
    return undefined
  }
}
