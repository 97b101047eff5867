import type { ScriptedEditor } from '../session/scripted-editor.js'
import { findFalseKills } from './false-kills.js'
import type { ProcessWatch } from './process-watch.js'
import type { ToldEvent } from './told-event.js'

export interface Progress {
  readonly tell: (line: string) => void
  readonly editors: readonly ScriptedEditor[]
  readonly events: readonly ToldEvent[]
  readonly watch: Pick<ProcessWatch, 'daemon' | 'goplsPeaks' | 'isBloated'>
}

const minuteMs = 60_000

/** A line a minute for whoever waits. */
export function tellProgress({ tell, editors, events, watch }: Progress): NodeJS.Timeout {
  let minutes = 0
  return setInterval(() => {
    minutes += 1
    const requests = editors.reduce((sum, { book }) => sum + book.requests.length, 0)
    const waiting = editors.reduce((sum, { book }) => sum + book.unanswered, 0)
    const harm = findFalseKills(events, [], watch.isBloated).length
    const { residentMb = Number.NaN, openFiles = Number.NaN } = watch.daemon.at(-1) ?? {}
    tell(
      [
        `${minutes} min`,
        `${editors.length} sessions`,
        `${requests} requests, ${waiting} on their way`,
        `${watch.goplsPeaks.size} gopls seen, ${harm} ended or signalled`,
        `daemon ${residentMb.toFixed(0)} MB, ${openFiles} open files`,
      ].join('; '),
    )
  }, minuteMs)
}
