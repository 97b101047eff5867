/** The two clocks, handed in wherever time matters so that tests can turn them by hand. */
export interface Clock {
  /** Only differences mean something; never goes back. */
  monotonicMs(): number
  /** Milliseconds since 1970; may jump when somebody sets the clock. */
  wallMs(): number
}

/**
 * The monotonic side is process.hrtime, not performance.now(): hrtime counts from the boot, so a time that
 * one process wrote down means the same to another. On macOS it goes on during sleep, on Linux it does not.
 */
export const systemClock: Clock = {
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  wallMs: () => Date.now(),
}
