import type { Settings } from '../../config/settings.js'
import { GoplsObserver } from '../../gopls/observe/gopls-observer.js'
import { systemClock } from '../../host/clock.js'
import { readLookTime } from '../../host/process-age.js'
import type { ProcessTable } from '../../host/process-table.js'
import type { EventLog } from '../event-log.js'
import { isOurs } from './is-ours.js'
import { Observer } from './observer.js'

export interface ObserverOptions {
  /** Where the daemon's and the relays' own programs lie. */
  readonly programFolders: readonly string[]
  readonly table: ProcessTable
  readonly platform: NodeJS.Platform
  readonly settings: () => Settings
  readonly emit: EventLog['emit']
}

/** Looks from now on at every gopls of this user that guardian did not start. */
export function openObserver(options: ObserverOptions): Observer {
  const { programFolders, table, platform, settings, emit } = options
  const gopls = new GoplsObserver({
    table,
    platform,
    readTime: readLookTime,
    isOurs: (row, parent) => isOurs(row, parent, programFolders),
  })
  return new Observer({
    table,
    clock: systemClock,
    ownCpuMs: () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1_000
    },
    settings,
    see: () => gopls.look(),
    emit,
  })
}
