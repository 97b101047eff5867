import type { EventHistory } from '../supervisor/event-history.js'
import type { GuardianEvent } from '../supervisor/event-log.js'
import type { DaemonSnapshot } from '../supervisor/snapshot.js'

/** What HTTP needs of the daemon. */
export interface DaemonApi {
  snapshot(): DaemonSnapshot
  /** Plain JSON: the settings in force, and where each of them comes from. */
  configuration(): { readonly settings: unknown; readonly origins: unknown }
  restart(id: string): ActionAnswer
  stop(id: string): ActionAnswer
  /** Where incidents are kept. */
  readonly incidentsFolder: string
  /** What happened, by this daemon and by earlier ones. */
  readonly history: Pick<EventHistory, 'read' | 'onAdded' | 'lastSeq'>
  /** Calls the listener for each event from now on, until the returned function is called. */
  onEvent(listener: (event: GuardianEvent) => void): () => void
}

export type ActionAnswer = 'accepted' | 'unknown-instance' | 'being-stopped'
