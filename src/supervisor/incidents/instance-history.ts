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
  #begun = 0
  #ended = 0

  /** True of an event of another slot that was given the same id: its generations begin, or end, a second time. */
  isOver({ kind, generation = 0 }: GuardianEvent): boolean {
    if (isBeginning(kind)) return generation <= Math.max(this.#begun, this.#ended)
    return kind === 'instance.ended' && generation <= this.#ended
  }

  /** False for what nobody wants to read in an incident. */
  add(event: GuardianEvent): boolean {
    if (isRoutine.test(event.kind)) return false
    const { kind, generation = 0 } = event
    if (isBeginning(kind)) {
      this.#beginning = event
      this.#begun = generation
    }
    if (kind === 'instance.ready') this.#readyGeneration = generation
    if (kind === 'instance.ended') this.#ended = generation
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

  /** Where its words begin in the log of its stderr; undefined where that is not known. */
  stderrFromByte(generation: number | undefined): number | undefined {
    const byte = this.beginning(generation)?.data['stderrFromByte']
    return typeof byte === 'number' ? byte : undefined
  }

  wasReady(generation: number | undefined): boolean {
    return this.#readyGeneration === generation
  }
}

function isBeginning(kind: GuardianEvent['kind']): boolean {
  return kind === 'instance.launched' || kind === 'instance.adopted'
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
