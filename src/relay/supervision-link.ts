import { type ConnectFailure, type ConnectResult, givenUp } from '../control/connect-daemon.js'
import type {
  LeaseAnswer,
  LeaseRequest,
  SessionNote,
  SessionTerms,
  Supervision,
} from '../control/supervision.js'
import { within } from '../host/within.js'
import { firstState, type LinkAction, type LinkEvent, type LinkState, step } from './link-state.js'
import { askForLease, describeError, PendingLeases } from './pending-leases.js'

export interface LinkOptions {
  /** Never rejects. */
  readonly connect: () => Promise<ConnectResult>
  /** Rejects with an error whose message is for the person at the editor. */
  readonly openOwn: () => Promise<Supervision>
  /** In force until a supervisor says otherwise. */
  readonly terms: SessionTerms
  /** Of each session that has a connection, with `current`: a new supervisor is to know of them. */
  readonly registrations: () => readonly LeaseRequest[]
  /** The answer to a registration. One that names another instance than the current one asks the session to move. */
  readonly onRegistered: (session: string, answer: LeaseAnswer) => void
  /** Calls back after a while; returns what takes that back. */
  readonly startTimer?: (afterMs: number, onDue: () => void) => () => void
}

const ignore = (): void => undefined

const seekEvents: Readonly<Partial<Record<ConnectFailure, 'refused' | 'silent'>>> = {
  refused: 'refused',
  silent: 'silent',
}

/** Our own supervisor lets go of its gopls within this, or the daemon is turned to all the same. */
const handOverLimitMs = 10_000

/**
 * The one supervisor that a relay's sessions see, whoever it is just now: every lease settles, be it asked of several
 * in turn. Notes of a time without a supervisor are lost.
 */
export class SupervisionLink implements Omit<Supervision, 'closed'> {
  readonly #options: LinkOptions
  readonly #pending = new PendingLeases()
  #state: LinkState = firstState
  #daemon: Supervision | undefined
  #own: Supervision | undefined
  /** Whom the sessions have now: one of these two, or nobody. */
  #supervisor: Supervision | undefined
  #terms: SessionTerms
  #stopTimer: () => void = ignore
  #isClosed = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#terms = options.terms
    void this.#seek()
  }

  get terms(): SessionTerms {
    return this.#terms
  }

  lease(request: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer> {
    if (this.#isClosed) return Promise.resolve(givenUp)
    const answer = this.#pending.add(request, signal)
    this.#happen({ kind: 'wanted' })
    return answer
  }

  raiseDoubt(session: string): void {
    this.#supervisor?.raiseDoubt(session)
  }

  note(session: string, note: SessionNote): void {
    this.#supervisor?.note(session, note)
  }

  release(session: string): void {
    this.#supervisor?.release(session)
  }

  /** Gives up the leases that are pending, and whoever supervises. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopTimer()
    this.#supervisor = undefined
    this.#pending.giveUp()
    await Promise.all([this.#daemon?.close(), this.#own?.close()])
  }

  #happen(event: LinkEvent): void {
    if (this.#isClosed) return
    const before = this.#state
    const { state, action } = step(before, event, this.#pending.size > 0)
    this.#state = state
    if (state !== before) this.#stopTimer()
    if (action) this.#perform(action)
    const supervisor = this.#supervisorOf(state)
    if (supervisor === this.#supervisor) return
    this.#supervisor = supervisor
    this.#terms = supervisor?.terms ?? this.#terms
    this.#pending.turnTo(supervisor)
    if (supervisor)
      for (const request of this.#options.registrations()) void this.#register(request, supervisor)
  }

  #perform(action: LinkAction): void {
    switch (action.kind) {
      case 'seek':
        void this.#seek()
        break
      case 'pause':
        this.#stopTimer = this.#startTimer(action.pauseMs, () => this.#happen({ kind: 'pause-over' }))
        break
      case 'open-own':
        void this.#openOwn()
        break
      case 'hand-over':
        void this.#handOver()
        break
      default:
        action satisfies never
    }
  }

  async #seek(): Promise<void> {
    const result = await this.#options.connect()
    if (!result.ok) {
      this.#happen({ kind: seekEvents[result.reason] ?? 'not-found' })
      return
    }
    const daemon = result.supervision
    if (this.#isClosed) return daemon.close()
    this.#daemon = daemon
    void daemon.closed.then(() => {
      this.#daemon = undefined
      this.#happen({ kind: 'daemon-gone' })
    })
    this.#happen({ kind: 'found' })
  }

  async #openOwn(): Promise<void> {
    const own = await this.#options.openOwn().catch((error: unknown) => {
      this.#pending.refuseImpatient(describeError(error))
    })
    if (!own) {
      this.#happen({ kind: 'not-opened' })
      return
    }
    if (this.#isClosed) return own.close()
    this.#own = own
    void own.closed.then(() => {
      if (this.#own !== own) return
      this.#own = undefined
      this.#happen({ kind: 'own-gone' })
    })
    this.#happen({ kind: 'opened' })
  }

  /** Our own supervisor lets go of its gopls: the daemon takes them over by their records. */
  async #handOver(): Promise<void> {
    if (this.#own) await within(this.#own.close().catch(ignore), handOverLimitMs)
    this.#own = undefined
    this.#happen({ kind: 'handed-over' })
  }

  #supervisorOf({ kind }: LinkState): Supervision | undefined {
    if (kind === 'served') return this.#daemon
    return kind === 'alone' || kind === 'looking' ? this.#own : undefined
  }

  async #register(request: LeaseRequest, supervisor: Supervision): Promise<void> {
    const answer = await askForLease(supervisor, request, new AbortController().signal)
    if (answer && supervisor === this.#supervisor) this.#options.onRegistered(request.session, answer)
  }

  #startTimer(afterMs: number, onDue: () => void): () => void {
    return (this.#options.startTimer ?? startUnrefTimer)(afterMs, onDue)
  }
}

/** A relay that has nothing else to do may end. */
function startUnrefTimer(afterMs: number, onDue: () => void): () => void {
  const timer = setTimeout(onDue, afterMs)
  timer.unref()
  return () => clearTimeout(timer)
}
