import type { LeaseAnswer, LeaseRequest, SessionNote, Supervision } from '../../src/control/supervision.js'

const answer: LeaseAnswer = { ok: true, socketPath: '/run/own.sock', instance: 'own', generation: 1 }

/** Stands in for the relay's own supervisor; remembers what it was asked and told. */
export class OwnStandIn implements Supervision {
  readonly terms = { clientReplyTimeoutMs: 1, doubtAfterMs: 2 }
  readonly closed: Promise<void>
  readonly asked: LeaseRequest[] = []
  readonly told: unknown[] = []
  isClosed = false
  /** Ends it as if by itself. */
  end: () => void = () => undefined
  readonly #answerLease: (request: LeaseRequest) => Promise<LeaseAnswer>

  constructor(answerLease: (request: LeaseRequest) => Promise<LeaseAnswer> = () => Promise.resolve(answer)) {
    this.#answerLease = answerLease
    this.closed = new Promise(resolve => {
      this.end = resolve
    })
  }

  lease(request: LeaseRequest): Promise<LeaseAnswer> {
    this.asked.push(request)
    return this.#answerLease(request)
  }

  raiseDoubt(session: string): void {
    this.told.push(session)
  }

  note(session: string, note: SessionNote): void {
    this.told.push([session, note])
  }

  release(session: string): void {
    this.told.push({ released: session })
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.end()
  }
}
