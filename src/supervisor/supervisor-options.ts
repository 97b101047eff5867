import type { Configuration } from '../config/load.js'
import type { Paths } from '../host/paths.js'
import type { ProcessIdentity, ProcessTable } from '../host/process-table.js'
import type { EventLog } from './event-log.js'
import type { NextSlotId } from './slot-ids.js'
import type { Troubles } from './troubles.js'

/** What a supervisor is told of the place where it works, be it the daemon's or that of a relay that is alone. */
export interface SupervisorOptions {
  readonly paths: Paths
  /** Where the instances' sockets lie. */
  readonly socketFolder: string
  readonly homeFolder: string
  readonly platform: NodeJS.Platform
  /** Our own environment, which a gopls that no editor asked for inherits. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly configuration: () => Configuration
  readonly table: ProcessTable
  /** This process. */
  readonly owner: ProcessIdentity
  readonly events: EventLog
  readonly troubles: Troubles
  /** Told of steps that take long. */
  readonly onProgress: (line: string) => void
  /** Whether all editors of this user come here: then what others left is taken over, and one gopls may be kept warm. */
  readonly isForAll: boolean
  readonly nextId: NextSlotId
  readonly canOpenFolders?: (folders: readonly string[]) => Promise<boolean>
  readonly freeBytes?: () => number
}
