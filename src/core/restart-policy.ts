/** The part of the settings that decides when a gopls is started again. Times in milliseconds. */
export interface RestartPolicy {
  readonly backoffMinMs: number
  readonly backoffMaxMs: number
  /** Share of a delay that chance may add or take, 0 to 1. */
  readonly jitter: number
  /** Failed generations in a row that open the breaker. */
  readonly maxFailures: number
  /** A generation that stayed ready for this long clears the streak of failures. */
  readonly windowMs: number
  /** How long the breaker stays open before one trial. */
  readonly cooldownMs: number
}

/**
 * How long to wait before the next start after `streak` failures in a row.
 * The first relaunch is immediate; then the delay doubles up to the maximum.
 * `roll` is a random number in [0, 1).
 */
export function backoffDelayMs(streak: number, policy: RestartPolicy, roll: number): number {
  if (streak <= 1) return 0
  const doubled = policy.backoffMinMs * 2 ** Math.min(streak - 2, 52)
  const base = Math.min(doubled, policy.backoffMaxMs)
  const spread = policy.jitter * (2 * roll - 1)
  return Math.min(base * (1 + spread), policy.backoffMaxMs)
}
