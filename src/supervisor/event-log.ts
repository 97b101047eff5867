/** Everything that happens, as stable names; prose is made from these by whoever shows them. */
export const eventKinds = [
  'daemon.started',
  'daemon.stopping',
  'configuration.loaded',
  'configuration.refused',
  'gopls.found',
  'gopls.changed',
  'gopls.missing',
  'instance.launched',
  'instance.ready',
  'instance.adopted',
  'instance.ended',
  'instance.terminating',
  'instance.signalled',
  'instance.relaunch-scheduled',
  'instance.would-replace',
  'instance.would-resume',
  'instance.memory-not-chased',
  'instance.succession-begun',
  'instance.succession-given-up',
  'instance.examined',
  'verdict.suppressed',
  'instance.verdict',
  'instance.released',
  'session.opened',
  'session.closed',
  'session.verdict',
  'session.reconnected',
  'session.would-reconnect',
  'session.replayed',
  'session.moved',
  'session.not-moved',
  'session.requests',
  'session.suspect-request',
  'session.answered-for-editor',
  'session.told-error',
  'session.loaded',
  'session.waiting-on-child',
  'incident.opened',
  'incident.repeated',
  'incident.unwritable',
  'breaker.opened',
  'breaker.closed',
  'probe.answered',
  'probe.failed',
  'record.set-aside',
  'record.unwritable',
  'events.unwritable',
  'events.written-again',
  'log.unwritable',
  'log.rotated',
  'log.lost',
  'observed.appeared',
  'observed.gone',
  'observed.verdict',
  'observed.acting',
  'observed.acted',
  'observer.slept',
  'observer.stalled',
  'look.failed',
  'relay.door-unusable',
  'http.listening',
  'http.port-taken',
  'http.socket-unusable',
  'http.token-replaced',
] as const
export type EventKind = (typeof eventKinds)[number]

export interface GuardianEvent {
  readonly seq: number
  readonly wallMs: number
  readonly kind: EventKind
  readonly instance?: string
  readonly generation?: number
  readonly data: Readonly<Record<string, unknown>>
}

export type EventListener = (event: GuardianEvent) => void

/** Numbers the events of this daemon and hands them on, in one order to everybody. */
export class EventLog {
  readonly #wallMs: () => number
  readonly #listeners = new Set<EventListener>()
  #seq: number

  /** `lastSeq` is a number that no event has any more. */
  constructor(wallMs: () => number, lastSeq = 0) {
    this.#wallMs = wallMs
    this.#seq = lastSeq
  }

  emit(
    kind: EventKind,
    data: GuardianEvent['data'],
    of: { readonly instance?: string; readonly generation?: number } = {},
  ): void {
    this.#seq += 1
    const event = { seq: this.#seq, wallMs: this.#wallMs(), kind, data, ...of }
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        // One that fails must neither keep an event from the others nor end a daemon; the warning goes to stderr.
        process.emitWarning(`a listener failed at ${kind}: ${String(error)}`)
      }
    }
  }

  /** Calls the listener for each event from now on, until the returned function is called. */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
