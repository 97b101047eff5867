import type { EventKind } from '../../src/supervisor/event-log.js'

/** As `/api/v1/events` has it. */
export interface ToldEvent {
  readonly seq: number
  /** ISO 8601, with milliseconds. */
  readonly time: string
  readonly kind: EventKind
  readonly instance?: string
  readonly generation?: number
  readonly data: Readonly<Record<string, unknown>>
}
