/** The longest time that setTimeout takes without wrapping around. */
const maxTimerMs = 2 ** 31 - 1

/** One timer for the next thing that is due; arming it again moves it. */
export class DeadlineTimer {
  readonly #onDue: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(onDue: () => void) {
    this.#onDue = onDue
  }

  /** Calls back in `afterMs`, or at the latest when a timer can; undefined: not at all. */
  arm(afterMs: number | undefined): void {
    clearTimeout(this.#timer)
    if (afterMs === undefined) return
    // Rounded up: a timer that fires a fraction early would find nothing due.
    this.#timer = setTimeout(this.#onDue, Math.ceil(Math.min(Math.max(0, afterMs), maxTimerMs)))
  }
}
