/** Whether we ourselves were in a state to see anything. */
export const observerStates = ['fit', 'slept', 'stalled', 'settling'] as const
export type ObserverState = (typeof observerStates)[number]

export interface ObserverGate {
  /** Until then we have just come back: what looks like a failure may still be the wake's. */
  readonly quietUntilMs: number
}

export interface ObserverSample {
  readonly nowMs: number
  /** How much later than planned this look came, or how much longer than its limits it took. */
  readonly lateMs: number
  /** CPU time that we used ourselves since the look before. */
  readonly ownCpuMs: number
}

export interface GatePolicy {
  /** Lateness beyond this is a stall. */
  readonly stallMs: number
  /** How long nobody is convicted after one. */
  readonly quietMs: number
}

export const openGate: ObserverGate = { quietUntilMs: 0 }

/**
 * Judges the observer before anybody else is judged (Cassandra's and Lifeguard's lesson).
 * A gap without any CPU use of ours is a sleep, of the computer or of ours alone (SIGSTOP); with CPU use it was
 * our own event loop.
 */
export function passGate(
  gate: ObserverGate,
  sample: ObserverSample,
  policy: GatePolicy,
): { readonly gate: ObserverGate; readonly observer: ObserverState } {
  const { nowMs, lateMs, ownCpuMs } = sample
  if (lateMs > policy.stallMs) {
    const observer = ownCpuMs < lateMs * sleepingCpuShare ? 'slept' : 'stalled'
    return { gate: { quietUntilMs: nowMs + policy.quietMs }, observer }
  }
  return { gate, observer: nowMs < gate.quietUntilMs ? 'settling' : 'fit' }
}

const sleepingCpuShare = 0.1
