import type { EventKind } from '../../src/supervisor/event-log.js'
import type { ToldEvent } from './told-event.js'

/** A gopls that the soak itself killed. */
export interface Kill {
  readonly instance: string
  readonly generation: number
  readonly pid: number
  readonly atWallMs: number
}

/** All that guardian may do to a gopls or to an editor's connection. */
const harmfulKinds: ReadonlySet<EventKind> = new Set<EventKind>([
  'instance.terminating',
  'instance.signalled',
  'instance.ended',
  'instance.succession-begun',
  'session.reconnected',
  'session.replayed',
  'session.moved',
  'breaker.opened',
])

/** How many generations after the one that was killed it happens that this follows from a kill. */
const consequences: Partial<Record<EventKind, number>> = { 'instance.ended': 0, 'session.replayed': 1 }

/** What a recycle for memory does to the gopls that has too much, and to the sessions that go to the next one. */
const departures: ReadonlySet<EventKind> = new Set<EventKind>([
  'instance.succession-begun',
  'instance.terminating',
  'instance.signalled',
  'instance.ended',
])
const arrivals: ReadonlySet<EventKind> = new Set<EventKind>(['session.moved', 'session.replayed'])

/** What was done to a gopls, or to a session, though nothing was wrong but what the soak did, or its memory. */
export function findFalseKills(
  events: readonly ToldEvent[],
  kills: readonly Kill[],
  isBloated: (pid: number) => boolean,
): readonly string[] {
  const isOurs = ({ kind, instance, generation = 0 }: ToldEvent): boolean => {
    const killed = generation - (consequences[kind] ?? Number.NaN)
    return kills.some(kill => kill.instance === instance && kill.generation === killed)
  }
  const findLaunch = ({ instance, generation }: ToldEvent): ToldEvent | undefined =>
    events.find(
      event =>
        event.kind === 'instance.launched' && event.instance === instance && event.generation === generation,
    )
  const isRecycle = (event: ToldEvent): boolean => {
    const { pid, reason } = findLaunch(event)?.data ?? {}
    if (arrivals.has(event.kind)) return reason === 'memory'
    return departures.has(event.kind) && isBloated(Number(pid))
  }
  return events
    .filter(event => harmfulKinds.has(event.kind) && !isOurs(event) && !isRecycle(event))
    .map(describe)
}

function describe({ time, kind, instance = '-', generation = 0, data }: ToldEvent): string {
  return `${time} ${kind} ${instance} generation ${generation} ${JSON.stringify(data)}`
}
