import type { GuardianEvent } from '../event-log.js'
import type { TimelineEntry } from './incident.js'

const maxEvents = 60
/** They come with every look or request, or are kept elsewhere. */
const isRoutine = /^(?:probe\.|session\.requests$|verdict\.suppressed$|incident\.|log\.)/
/** What other files of an incident hold, and words of gopls in which source text may stand. */
const leftOut = new Set(['processes', 'stderrTail', 'atWork', 'message', 'how'])

/** The last events of one slot, and what they tell of its generation of now. */
export class InstanceHistory {
  #events: readonly GuardianEvent[] = []
  /** The last launch, or how it was taken over. */
  #beginning: GuardianEvent | undefined
  #readyGeneration: number | undefined

  /** False for what nobody wants to read in an incident. */
  add(event: GuardianEvent): boolean {
    if (isRoutine.test(event.kind)) return false
    if (event.kind === 'instance.launched' || event.kind === 'instance.adopted') this.#beginning = event
    if (event.kind === 'instance.ready') this.#readyGeneration = event.generation
    this.#events = [...this.#events, event].slice(-maxEvents)
    return true
  }

  /** The last event of this kind, of one generation where that is named. */
  find(kind: GuardianEvent['kind'], generation?: number): GuardianEvent | undefined {
    return this.#events.findLast(
      event => event.kind === kind && (generation === undefined || event.generation === generation),
    )
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#events.map(describeEntry)
  }

  /** The launch of a generation, or how it was taken over; undefined for one that never was started. */
  beginning(generation: number | undefined): GuardianEvent | undefined {
    return this.#beginning?.generation === generation ? this.#beginning : undefined
  }

  wasReady(generation: number | undefined): boolean {
    return this.#readyGeneration === generation
  }
}

export function describeEntry({ wallMs, kind, generation, data }: GuardianEvent): TimelineEntry {
  const entries = Object.entries(data).filter(([key]) => !leftOut.has(key))
  return {
    time: new Date(wallMs).toISOString(),
    kind,
    generation: generation ?? null,
    data: Object.fromEntries(entries),
  }
}
