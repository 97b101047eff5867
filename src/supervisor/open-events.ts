import { systemClock } from '../host/clock.js'
import type { Paths } from '../host/paths.js'
import { EventFile } from './event-file.js'
import { EventHistory } from './event-history.js'
import { type EventLine, encodeEvent } from './event-line.js'
import { EventLog } from './event-log.js'
import type { Troubles } from './troubles.js'

export interface OpenEvents {
  readonly log: EventLog
  readonly history: EventHistory
  /** Writes down what still waits; what happens later is in the log alone. */
  readonly close: () => void
}

/** The events of this daemon, as the sequel of those that earlier ones wrote down. */
export function openEvents({
  paths,
  keptEvents,
  troubles,
}: {
  readonly paths: Pick<Paths, 'eventsFile'>
  readonly keptEvents: readonly EventLine[]
  readonly troubles: Pick<Troubles, 'set'>
}): OpenEvents {
  const history = new EventHistory(keptEvents)
  const log = new EventLog(() => systemClock.wallMs(), leap(history.lastSeq))
  const file = new EventFile({
    file: paths.eventsFile,
    onTrouble: (detail, lostEvents) => {
      troubles.set('events-unwritable', detail)
      if (detail === undefined) log.emit('events.written-again', { lostEvents })
      else log.emit('events.unwritable', { detail })
    },
  })
  log.subscribe(event => {
    const line = encodeEvent(event)
    if (!line) return
    history.add(line)
    file.add(line)
  })
  return { log, history, close: () => file.close() }
}

const seqStride = 1_000_000

/** More than any daemon tells of in a millisecond, all its life long; 15 digits until the year 2286. */
const seqPerMs = 100

/**
 * No number may ever mean another event. Each daemon leaves out a million: the one before may have been killed, and
 * have told readers of events that it had no time to write down. Where nothing is kept, that may be because it was
 * lost: the clock then stands above whatever there was.
 */
function leap(lastSeq: number): number {
  if (lastSeq === 0) return systemClock.wallMs() * seqPerMs
  return (Math.floor(lastSeq / seqStride) + 1) * seqStride
}
