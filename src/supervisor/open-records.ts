import { systemClock } from '../host/clock.js'
import type { Paths } from '../host/paths.js'
import type { EventLog } from './event-log.js'
import { RecordStore } from './record-store.js'
import type { Troubles } from './troubles.js'

/** The records of this supervisor's instances; what is wrong with them is told. */
export function openRecords({
  paths,
  events,
  troubles,
}: {
  readonly paths: Pick<Paths, 'instancesFolder'>
  readonly events: Pick<EventLog, 'emit'>
  readonly troubles: Pick<Troubles, 'set'>
}): RecordStore {
  return new RecordStore({
    folder: paths.instancesFolder,
    wallMs: () => systemClock.wallMs(),
    onSetAside: (file, reason) => events.emit('record.set-aside', { file, reason }),
    onTrouble: detail => {
      troubles.set('state-unwritable', detail)
      if (detail !== undefined) events.emit('record.unwritable', { detail })
    },
  })
}
