import type { EventLine } from './event-line.js'

export interface EventPage {
  readonly events: readonly EventLine[]
  /** What to ask for next. */
  readonly next: number
  /** Set when not everything since then is kept: the first event that is. */
  readonly gap?: { readonly from: number }
}

export interface HistoryLimits {
  readonly maxBytes: number
  readonly pageEvents: number
  readonly pageBytes: number
}

/** As much as the file keeps, so that nothing has to be looked up there. */
const usualLimits: HistoryLimits = { maxBytes: 2 * 1024 * 1024, pageEvents: 500, pageBytes: 64 * 1024 }

/** The latest events, in order; whoever reads keeps a place of his own and costs nothing here. */
export class EventHistory {
  readonly #limits: HistoryLimits
  readonly #listeners = new Set<() => void>()
  #lines: EventLine[] = []
  /** Lines before this one are dropped; the list is cut when half of it is. */
  #first = 0
  #bytes = 0
  #lastSeq = 0
  /** The last event that is no longer kept. */
  #droppedSeq = 0
  /** Nothing is known of that was here and is not kept: then who has none yet misses nothing. */
  #isWhole: boolean

  /** Goes on after the events of earlier daemons. */
  constructor(kept: readonly EventLine[] = [], limits = usualLimits) {
    this.#limits = limits
    this.#isWhole = kept.length === 0
    for (const line of kept) this.add(line)
  }

  add(line: EventLine): void {
    if (this.#lastSeq === 0) this.#droppedSeq = line.seq - 1
    this.#lines.push(line)
    this.#bytes += Buffer.byteLength(line.json)
    this.#lastSeq = line.seq
    while (this.#bytes > this.#limits.maxBytes) this.#dropFirst()
    for (const listener of this.#listeners) listener()
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  /** The events after `since`, as many as fit a page; a number that nobody can have had begins anew. */
  read(since: number): EventPage {
    const isBeginning = since === 0 && this.#isWhole
    const isKnown = isBeginning || (since >= this.#droppedSeq && since <= this.#lastSeq)
    const after = isKnown ? since : this.#droppedSeq
    const index = this.#indexAfter(after)
    const events = this.#page(index)
    const gap = isKnown ? {} : { gap: { from: this.#lines[index]?.seq ?? after + 1 } }
    return { events, next: events.at(-1)?.seq ?? after, ...gap }
  }

  /** Calls the listener after each event, until the returned function is called. */
  onAdded(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #dropFirst(): void {
    const line = this.#lines[this.#first]
    if (!line) return
    this.#isWhole = false
    this.#droppedSeq = line.seq
    this.#bytes -= Buffer.byteLength(line.json)
    this.#first += 1
    if (this.#first * 2 < this.#lines.length) return
    this.#lines = this.#lines.slice(this.#first)
    this.#first = 0
  }

  #indexAfter(seq: number): number {
    let [low, high] = [this.#first, this.#lines.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#lines[middle]?.seq ?? 0) > seq) high = middle
      else low = middle + 1
    }
    return low
  }

  #page(index: number): readonly EventLine[] {
    const candidates = this.#lines.slice(index, index + this.#limits.pageEvents)
    let bytes = 0
    const end = candidates.findIndex(({ json }, at) => {
      bytes += Buffer.byteLength(json)
      return at > 0 && bytes > this.#limits.pageBytes
    })
    return end < 0 ? candidates : candidates.slice(0, end)
  }
}
