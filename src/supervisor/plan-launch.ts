import type { Settings } from '../config/settings.js'
import type { RelaySide } from '../control/supervision.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import { systemClock } from '../host/clock.js'
import { goplsLogFile, type Paths } from '../host/paths.js'
import type { LaunchPlan } from './launch.js'
import type { Provision } from './provision.js'
import { spawnByRelay } from './spawn-by-relay.js'
import { spawnHere } from './spawn-here.js'

export interface SlotToLaunch {
  readonly id: string
  readonly generation: number
  readonly binary: GoplsBinary
  /** Undefined for one that no editor asked for. */
  readonly provision: Provision | undefined
}

export interface LaunchSurroundings {
  readonly paths: Paths
  readonly socketFolder: string
  readonly homeFolder: string
  /** Our own, for a gopls that no editor asked for. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly settings: Settings
  /** One that has a session on this slot. */
  readonly relay: Pick<RelaySide, 'spawn'> | undefined
  readonly onLogTrouble: (detail: string) => void
}

/** How a slot's gopls is started: what its editors want, and what the settings add. */
export function planLaunch(
  { id, generation, binary, provision }: SlotToLaunch,
  { paths, socketFolder, homeFolder, environment, settings, relay, onLogTrouble }: LaunchSurroundings,
): LaunchPlan {
  const { gopls, instances } = settings
  const additions = { ...callersOf(binary), ...gopls.env }
  return {
    instanceId: id,
    generation,
    binary,
    extraArgs: [...(provision?.lease.goplsArgs ?? []), ...gopls.args],
    listenTimeoutMs: instances.idleTimeoutMs,
    socketFolder,
    stderrPath: goplsLogFile(paths, id),
    homeFolder,
    startedAtWallMs: systemClock.wallMs(),
    ...(provision?.throughRelay
      ? { spawnedBy: 'relay', spawn: spawnByRelay(relay, additions) }
      : {
          spawnedBy: 'daemon',
          spawn: spawnHere({
            environment: { ...(provision?.environment ?? environment), ...additions },
            onLogTrouble,
          }),
        }),
  }
}

/** Should the script call `gopls` by name, our drop-in knows by this that the real one is meant. */
function callersOf({ isScript, path }: GoplsBinary): Readonly<Record<string, string>> {
  return isScript ? { GOPLS_GUARDIAN_CALLERS: `:${path}:` } : {}
}
