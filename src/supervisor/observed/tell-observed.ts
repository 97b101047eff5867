import type { ObservedGopls } from '../../core/observed-gopls.js'
import type { EventLog } from '../event-log.js'

type ObservedEventKind =
  | 'observed.appeared'
  | 'observed.gone'
  | 'observed.verdict'
  | 'observed.acting'
  | 'observed.acted'

export type TellObserved = (
  event: ObservedEventKind,
  gopls: ObservedGopls,
  data?: Readonly<Record<string, unknown>>,
) => void

/** Tells of one process that guardian did not start; in the place of an instance stands its pid. */
export function tellObserved(emit: EventLog['emit']): TellObserved {
  return (event, { pid, kind, editor }, data = {}) => {
    // A command is there for a moment; editors run many of them.
    const isPassing = kind === 'command' && (event === 'observed.appeared' || event === 'observed.gone')
    if (!isPassing) emit(event, { pid, kind, editor, ...data }, { instance: `pid-${pid}` })
  }
}
