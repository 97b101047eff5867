import type { ActionAnswer, DaemonApi } from '../../src/http/daemon-api.js'
import { EventHistory } from '../../src/supervisor/event-history.js'
import type { EventKind, EventListener } from '../../src/supervisor/event-log.js'
import type { DaemonSnapshot } from '../../src/supervisor/snapshot.js'
import { sampleSnapshot } from './sample-snapshot.js'

/** A daemon whose state is what a test says; it notes what it was asked to do. */
export class FakeDaemon implements DaemonApi {
  current: DaemonSnapshot
  readonly actions: string[] = []
  readonly history = new EventHistory()
  readonly listeners = new Set<EventListener>()
  incidentsFolder = '/nowhere'
  answer: ActionAnswer = 'accepted'

  constructor(snapshot = sampleSnapshot()) {
    this.current = snapshot
  }

  snapshot(): DaemonSnapshot {
    return this.current
  }

  configuration(): { settings: unknown; origins: unknown } {
    return { settings: { gopls: { env: { SECRET: 'hunter2' } } }, origins: { 'gopls.env': 'file' } }
  }

  restart(id: string): ActionAnswer {
    this.actions.push(`restart ${id}`)
    return this.answer
  }

  stop(id: string): ActionAnswer {
    this.actions.push(`stop ${id}`)
    return this.answer
  }

  onEvent(listener: EventListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  emit(kind: EventKind, data: Record<string, unknown>): void {
    for (const listener of this.listeners) listener({ seq: 1, wallMs: 0, kind, data })
  }
}
