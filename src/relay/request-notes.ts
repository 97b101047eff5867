import type { AnsweredRequests, SessionNote } from '../control/supervision.js'
import { DeadlineTimer } from '../host/deadline-timer.js'

export type Outcome = AnsweredRequests['outcome']

const maxKinds = 128
const maxTimes = 1_000

/** Gathers what was answered, so that it is told now and then and not each time. */
export class RequestNotes {
  readonly #gatherMs: number
  readonly #note: (note: SessionNote) => void
  readonly #timer = new DeadlineTimer(() => this.flush())
  #gathered = new Map<
    string,
    { readonly method: string; readonly outcome: Outcome; readonly tookMs: number[] }
  >()

  constructor(gatherMs: number, note: (note: SessionNote) => void) {
    this.#gatherMs = gatherMs
    this.#note = note
  }

  add(asked: string, outcome: Outcome, tookMs: number): void {
    if (this.#gathered.size === 0) this.#timer.arm(this.#gatherMs)
    const isKept = this.#gathered.size < maxKinds || this.#gathered.has(`${outcome} ${asked}`)
    const method = isKept ? asked : 'other'
    const key = `${outcome} ${method}`
    const gathered = this.#gathered.get(key) ?? { method, outcome, tookMs: [] }
    if (gathered.tookMs.length < maxTimes) gathered.tookMs.push(Math.round(tookMs))
    this.#gathered.set(key, gathered)
  }

  /** Tells what there is. */
  flush(): void {
    this.#timer.arm(undefined)
    const answered = [...this.#gathered.values()]
    this.#gathered = new Map()
    if (answered.length > 0) this.#note({ kind: 'requests', answered })
  }
}
