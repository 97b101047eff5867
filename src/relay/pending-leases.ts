import { givenUp, SupervisorGone } from '../control/connect-daemon.js'
import type { LeaseAnswer, LeaseRequest, Supervision } from '../control/supervision.js'

type Lessor = Pick<Supervision, 'lease'>

interface PendingLease {
  readonly request: LeaseRequest
  readonly signal: AbortSignal
  readonly settle: (answer: LeaseAnswer) => void
}

/** The leases that sessions wait for, asked of one supervisor after another until one answers. */
export class PendingLeases {
  readonly #leases = new Set<PendingLease>()
  #supervisor: Lessor | undefined

  get size(): number {
    return this.#leases.size
  }

  /** Settles with an answer, or as given up when the signal is aborted; rejects never. */
  add(request: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer> {
    if (signal.aborted) return Promise.resolve(givenUp)
    return new Promise(resolve => {
      const settle = (answer: LeaseAnswer): void => {
        this.#leases.delete(lease)
        signal.removeEventListener('abort', giveUp)
        resolve(answer)
      }
      const giveUp = (): void => settle(givenUp)
      const lease: PendingLease = { request, signal, settle }
      signal.addEventListener('abort', giveUp)
      this.#leases.add(lease)
      if (this.#supervisor) void this.#ask(lease, this.#supervisor)
    })
  }

  /** Asks for all that are pending there; undefined: keeps them until there is somebody to ask. */
  turnTo(supervisor: Lessor | undefined): void {
    this.#supervisor = supervisor
    if (supervisor) for (const lease of this.#leases) void this.#ask(lease, supervisor)
  }

  /** Answers those that would rather hear a refusal than wait. */
  refuseImpatient(message: string): void {
    for (const { request, settle } of this.#leases)
      if (!request.patient) settle({ ok: false, reason: 'missing', message })
  }

  giveUp(): void {
    for (const { settle } of this.#leases) settle(givenUp)
  }

  /** The answer of a supervisor that has been replaced since counts for nothing: its successor is asked too. */
  async #ask({ request, signal, settle }: PendingLease, supervisor: Lessor): Promise<void> {
    const answer = await askForLease(supervisor, request, signal)
    if (answer && supervisor === this.#supervisor) settle(answer)
  }
}

/** Undefined when the supervisor is gone. */
export async function askForLease(
  supervisor: Lessor,
  request: LeaseRequest,
  signal: AbortSignal,
): Promise<LeaseAnswer | undefined> {
  try {
    return await supervisor.lease(request, signal)
  } catch (error) {
    return error instanceof SupervisorGone
      ? undefined
      : { ok: false, reason: 'failed', message: describeError(error) }
  }
}

export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
