import type { EventKind, GuardianEvent } from '../supervisor/event-log.js'

/** What each kind of event adds to the metrics. */
export type EventTakers = Partial<Record<EventKind, (data: GuardianEvent['data']) => void>>
