/** The model's time: monotonic, and faster than the world's by a factor. */
export interface ModelClock {
  nowMs(): number
  /** Calls back once that much of the model's time has passed; gives the way to call it off. */
  after(delayMs: number, call: () => void): () => void
}

export function startClock(speed: number): ModelClock {
  return {
    nowMs: () => (Number(process.hrtime.bigint()) / 1e6) * speed,
    after: (delayMs, call) => {
      // Rounded up: a timer that fires a fraction early would find nothing due.
      const timer = setTimeout(call, Math.ceil(Math.max(0, delayMs) / speed))
      return () => clearTimeout(timer)
    },
  }
}
