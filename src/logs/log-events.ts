import type { Level, Logger } from 'pino'

/** What is logged of an event; a structural subset, so that the log does not stand on the supervisor. */
export interface LoggableEvent {
  readonly seq: number
  readonly kind: string
  readonly instance?: string
  readonly generation?: number
  readonly data: Readonly<Record<string, unknown>>
}

const levels: Readonly<Record<string, Level>> = {
  'probe.answered': 'trace',
  'probe.failed': 'debug',
  'verdict.suppressed': 'debug',
  'instance.ended': 'warn',
  'instance.terminating': 'warn',
  'instance.would-replace': 'warn',
  'instance.would-resume': 'warn',
  'instance.memory-not-chased': 'warn',
  'instance.relaunch-scheduled': 'warn',
  'session.requests': 'trace',
  'session.reconnected': 'warn',
  'session.would-reconnect': 'warn',
  'session.suspect-request': 'warn',
  'session.answered-for-editor': 'warn',
  'session.told-error': 'warn',
  'session.waiting-on-child': 'warn',
  'incident.opened': 'warn',
  'incident.unwritable': 'error',
  'breaker.opened': 'error',
  'record.set-aside': 'warn',
  'record.unwritable': 'error',
  'events.unwritable': 'error',
  'events.written-again': 'warn',
  'log.unwritable': 'error',
  'log.lost': 'warn',
  'observed.acting': 'warn',
  'observed.acted': 'warn',
  'observer.stalled': 'warn',
  'look.failed': 'warn',
  'gopls.missing': 'error',
  'configuration.refused': 'error',
  'relay.door-unusable': 'error',
  'http.port-taken': 'error',
  'http.socket-unusable': 'error',
}

/** Writes one line for an event: its kind as `event`, its data as fields. */
export function logEvent(logger: Logger, { seq, kind, instance, generation, data }: LoggableEvent): void {
  logger[levels[kind] ?? 'info']({ event: kind, seq, instance, generation, ...data })
}
