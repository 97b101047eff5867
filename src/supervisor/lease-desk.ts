import type { LeaseAnswer, LeaseRequest, RelaySide } from '../control/supervision.js'
import { noCure } from '../core/session-cure.js'
import { within } from '../host/within.js'
import type { EventKind } from './event-log.js'
import type { Instance } from './instance.js'
import type { SlotLease } from './instance-record.js'
import { type AnswerTerms, answerLease } from './lease-answer.js'
import type { Pool } from './pool.js'
import type { Provision, ProvisionResult } from './provision.js'
import type { Session } from './session.js'
import type { SessionBook } from './session-book.js'
import { chooseSlot } from './slot-choice.js'

export interface LeaseDeskDependencies {
  readonly pool: Pick<Pool, 'get' | 'find' | 'add' | 'instances' | 'retire'>
  readonly book: SessionBook
  /** The one that is to take this one's place. */
  readonly successorOf: (id: string) => Instance | undefined
  readonly provide: (request: LeaseRequest) => Promise<ProvisionResult>
  /** Whether we may open these folders; a relay that asks may. */
  readonly canOpenFolders: (roots: readonly string[]) => Promise<boolean>
  /** Whether there is still a socket at this path. */
  readonly hasSocket: (path: string) => boolean
  readonly canRestart: boolean
  readonly lookSoon: () => void
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
}

const givenUp: LeaseAnswer = { ok: false, reason: 'failed', message: 'given up' }
/** A folder that is asked about, or lies on a disk that is away, may keep us waiting for ever. */
const openLimitMs = 1_000
/** Not everything that may be missing is told of when it is there. */
const missingPauseMs = 2_000

/** Gives each session the gopls that is right for it: the one that others like it have, or a new one. */
export class LeaseDesk {
  readonly #deps: LeaseDeskDependencies
  readonly #provisions = new Map<string, Provision>()
  readonly #waiting = new Set<() => void>()
  #isClosed = false

  constructor(deps: LeaseDeskDependencies) {
    this.#deps = deps
  }

  /** What a slot is started with; undefined while no editor has told. */
  provisionOf(id: string): Provision | undefined {
    return this.#provisions.get(id)
  }

  async lease(relay: RelaySide, request: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer> {
    const { session, isNew } = this.#deps.book.open(relay, request)
    const { id, editor, roots } = session
    if (isNew) this.#deps.emit('session.opened', { session: id, editor, roots })
    await this.#confirmLoss(session, request)
    // A slot may be dropped while one waits for it; then there is another.
    while (this.#isWanted(session, relay, signal)) {
      const placed = await this.#place(session, request, () => this.#isWanted(session, relay, signal))
      if (!placed) break
      const answer = 'ok' in placed ? placed : await this.#answerOf(placed, request.patient, signal)
      if (answer?.ok) this.#grant(session, answer)
      if (answer && (answer.ok || answer.reason !== 'missing' || !request.patient)) return answer
      if (answer) await this.#change(AbortSignal.any([signal, AbortSignal.timeout(missingPauseMs)]))
    }
    return givenUp
  }

  /** The one slot is started with what the other was; false where that is not known. */
  bequeath(from: string, to: string): boolean {
    const provision = this.#provisions.get(from)
    if (provision) this.#provisions.set(to, provision)
    return provision !== undefined
  }

  /** To be called when any slot's state is another, or another gopls is there: somebody may have waited for that. */
  changed(): void {
    const { pool } = this.#deps
    for (const id of this.#provisions.keys()) if (!pool.get(id)) this.#provisions.delete(id)
    this.#wakeAll()
    this.#relieveWarm()
  }

  /** Gives up every lease: from here on nothing is started any more. */
  close(): void {
    this.#isClosed = true
    this.#wakeAll()
  }

  #isWanted(session: Session, relay: RelaySide, signal: AbortSignal): boolean {
    return (
      !this.#isClosed &&
      !signal.aborted &&
      session.relay === relay &&
      this.#deps.book.get(session.id) === session
    )
  }

  /** Whoever lost its connection often knows of a death before we do. */
  async #confirmLoss({ slot, granted }: Session, { lost }: LeaseRequest): Promise<void> {
    if (lost === null || lost === 'ordered' || slot === null) return
    const instance = this.#deps.pool.get(slot)
    if (instance?.address?.generation === granted?.generation) await instance?.confirm()
    this.#deps.lookSoon()
  }

  /** Finds the session's slot, or makes it; or says why there can be none. Undefined: it is not wanted any more. */
  async #place(
    session: Session,
    request: LeaseRequest,
    isWanted: () => boolean,
  ): Promise<Instance | Extract<LeaseAnswer, { ok: false }> | undefined> {
    const { pool, provide } = this.#deps
    const own = this.#ownOf(session)
    if (own && !own.isRetired && this.#isReachable(own) && this.#provisions.has(own.id)) {
      session.slot = own.id
      return own
    }
    const left = request.current ? await pool.find(request.current.instance) : undefined
    const result = await provide(request)
    const throughRelay = result.ok && (await this.#isForRelay(result.provision.lease))
    // From here on without a wait: no other lease must come in between.
    if (!isWanted()) return undefined
    if (!result.ok) return { ok: false, reason: 'missing', message: result.explanation }
    const { provision, isLikeWarm } = result
    const { key } = provision.lease
    const isStillThere =
      left &&
      !left.isRetired &&
      this.#isReachable(left) &&
      left.address?.generation === request.current?.generation
    const taken =
      isStillThere && this.#isAlike(left, key) ? left : this.#choose(key, isLikeWarm && !throughRelay)
    const instance = taken ?? pool.add(provision.lease)
    // One that was kept warm, or adopted: from now on it is what this editor's gopls would be.
    if (instance.lease?.key !== key) instance.assign(provision.lease)
    if (!this.#provisions.has(instance.id)) this.#provisions.set(instance.id, { ...provision, throughRelay })
    session.slot = instance.id
    if (!taken) instance.ask('start-asked')
    return instance
  }

  /** Its slot, or the one that takes its place once that answers. */
  #ownOf({ slot }: Session): Instance | undefined {
    const own = slot === null ? undefined : this.#deps.pool.get(slot)
    const successor = own && this.#deps.successorOf(own.id)
    return successor?.address ? successor : own
  }

  /** Whether a gopls for this lease is the relay's to start: we, unlike it, may not open the folders. */
  async #isForRelay({ key, roots }: SlotLease): Promise<boolean> {
    const { pool, canOpenFolders } = this.#deps
    const isDecided = pool.instances.some(({ id, lease }) => lease?.key === key && this.#provisions.has(id))
    return !isDecided && (await within(canOpenFolders(roots), openLimitMs)) !== true
  }

  /** One that was adopted is for whoever is on it: what its editors have in common is not known any more. */
  #isAlike({ id, lease }: Instance, key: string): boolean {
    return lease === null || lease.key === key || !this.#provisions.has(id)
  }

  /** Whoever clears folders may take away the socket: then gopls goes on for those who are on it, and for nobody else. */
  #isReachable({ address }: Instance): boolean {
    return !address || this.#deps.hasSocket(address.socketPath)
  }

  #choose(key: string, isLikeWarm: boolean): Instance | undefined {
    const { pool, successorOf } = this.#deps
    const slots = pool.instances.filter(
      instance => !instance.isRetired && !successorOf(instance.id) && this.#isReachable(instance),
    )
    const choosable = slots.map(({ id, lease }) => ({ id, key: lease?.key ?? null }))
    const choice = chooseSlot(choosable, { key, isLikeWarm })
    return choice.kind === 'take' ? pool.get(choice.id) : undefined
  }

  /** Waits until the slot can be answered for; undefined when it is gone. */
  async #answerOf(
    instance: Instance,
    patient: boolean,
    signal: AbortSignal,
  ): Promise<LeaseAnswer | undefined> {
    const terms: AnswerTerms = { patient, canRestart: this.#deps.canRestart }
    while (!this.#isClosed && !signal.aborted && !instance.isRetired) {
      const { address, isStoppingForGood } = instance
      const answer = answerLease({ address, isStoppingForGood, snapshot: instance.snapshot() }, terms)
      if (answer) return answer
      await this.#change(signal)
    }
    return undefined
  }

  #grant(session: Session, { instance, generation }: Extract<LeaseAnswer, { ok: true }>): void {
    const { granted } = session
    // What was tried on another process says nothing of this one.
    if (granted?.instance !== instance || granted.generation !== generation) session.cure = noCure
    session.granted = { instance, generation }
    session.examination = undefined
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
      if (signal.aborted) wake()
    })
  }

  /** The warm one has served its turn once another one answers; one that was stopped by hand is left to its person. */
  #relieveWarm(): void {
    const { pool } = this.#deps
    const warm = pool.instances.find(({ lease, isRetired }) => lease === null && !isRetired)
    if (!warm || warm.sessions > 0 || warm.phase === 'stopped' || warm.isStoppingForGood) return
    if (pool.instances.some(({ lease, address }) => lease !== null && address)) void pool.retire(warm)
  }
}
