import type { InstanceRef, RelaySide, StayReason } from '../control/supervision.js'
import type { SuccessionReason } from '../core/instance-state.js'
import {
  type SuccessionFailure,
  type SuccessionState,
  type SuccessionStep,
  stepSuccession,
  succeedingState,
} from '../core/succession.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import type { EventLog } from './event-log.js'
import type { Instance } from './instance.js'
import type { SuccessionCandidate } from './instance-dependencies.js'
import type { Pool } from './pool.js'
import type { Session } from './session.js'
import type { SessionBook } from './session-book.js'

export interface SuccessionsDependencies {
  readonly pool: Pick<Pool, 'get' | 'add' | 'retire'>
  readonly book: SessionBook
  /** The one slot is started with what the other was; false where that is not known. */
  readonly bequeath: (from: string, to: string) => boolean
  /** The gopls that a slot should run now. */
  readonly binary: (id: string) => GoplsBinary | undefined
  readonly freeBytes: () => number
  readonly nowMs: () => number
  readonly emit: EventLog['emit']
}

interface Succession {
  readonly reason: SuccessionReason
  readonly predecessor: Instance
  readonly successor: Instance
  /** Of the gopls that the successor runs. */
  readonly goplsIdentity: string | undefined
  /** The sessions that have said that they do not move, and why. */
  readonly staying: Map<string, StayReason>
  state: SuccessionState
}

/** A succession that led nowhere: not tried again in this generation with that gopls. */
interface Vain {
  readonly generation: number
  readonly goplsIdentity: string | undefined
  readonly because: SuccessionFailure
}

/** Recycles without a gap: a successor is loaded beside a gopls that goes on until all its sessions have moved. */
export class Successions {
  readonly #deps: SuccessionsDependencies
  /** By the predecessor's id. */
  readonly #successions = new Map<string, Succession>()
  /** By the predecessor's id, only the last. */
  readonly #vain = new Map<string, Vain>()

  constructor(deps: SuccessionsDependencies) {
    this.#deps = deps
  }

  /** Whether a successor is there, or can be loaded beside this one. */
  isPossible(id: string, { isKnown, residentBytes }: SuccessionCandidate): boolean {
    if (this.#successions.has(id)) return true
    const { pool, book, freeBytes } = this.#deps
    const generation = pool.get(id)?.address?.generation
    if (!isKnown || generation === undefined || this.#vainOf(id)?.generation === generation) return false
    return book.ofSlot(id).length > 0 && freeBytes() >= residentBytes
  }

  /** Whether the gopls that it should run now was seen to fail as its successor. */
  hasFailed(id: string): boolean {
    return this.#vainOf(id)?.because === 'successor-failed'
  }

  begin(id: string, reason: SuccessionReason): void {
    const { pool, bequeath, binary, nowMs, emit } = this.#deps
    const predecessor = pool.get(id)
    const generation = predecessor?.address?.generation
    if (!predecessor?.lease || generation === undefined || this.#successions.has(id)) return
    const successor = pool.add(predecessor.lease, succeedingState(predecessor.state, reason, nowMs()))
    const goplsIdentity = binary(id)?.fileIdentity
    const staying = new Map<string, StayReason>()
    const state = { kind: 'loading' } as const
    this.#successions.set(id, { reason, predecessor, successor, goplsIdentity, staying, state })
    emit('instance.succession-begun', { reason, successor: successor.id }, { instance: id, generation })
    if (bequeath(id, successor.id)) successor.ask({ kind: 'succession-asked', reason })
    else this.#giveUp(predecessor.id, 'successor-failed')
  }

  successorOf(id: string): Instance | undefined {
    return this.#successions.get(id)?.successor
  }

  /** One that has a session there, or where that one's place is to be taken. */
  relayOf(id: string): RelaySide | undefined {
    const { book } = this.#deps
    const predecessor = this.#predecessorOf(id)
    return [...book.ofSlot(id), ...book.ofSlot(predecessor?.id ?? id)][0]?.relay
  }

  /** Whether there is another to go on with, should this one end. */
  hasOther(id: string): boolean {
    return (this.successorOf(id) ?? this.#predecessorOf(id)) !== undefined
  }

  /** A session goes on there now. */
  moved(session: Session, to: InstanceRef): void {
    if (this.#deps.pool.get(to.instance)?.address?.generation !== to.generation) return
    session.moveTo(to)
    this.changed()
  }

  /** A session does not go on there. */
  stayed({ id, slot }: Session, to: InstanceRef, why: StayReason): void {
    const succession = slot === null ? undefined : this.#successions.get(slot)
    if (succession?.successor.id !== to.instance) return
    succession.staying.set(id, why)
    this.changed()
  }

  /** To be called when any slot or session is another, and now and then. */
  changed(): void {
    // An id is given again.
    for (const id of this.#vain.keys()) if (!this.#deps.pool.get(id)) this.#vain.delete(id)
    for (const [id, succession] of [...this.#successions]) {
      const { state } = succession
      this.#perform(id, succession, this.#step(succession))
      // Whoever was told to move may have been the last, and be gone.
      if (succession.state !== state) this.changed()
    }
  }

  /** As far as that gopls is still the one in place. */
  #vainOf(id: string): Vain | undefined {
    const vain = this.#vain.get(id)
    return vain?.goplsIdentity === this.#deps.binary(id)?.fileIdentity ? vain : undefined
  }

  #predecessorOf(id: string): Instance | undefined {
    return [...this.#successions.values()].find(({ successor }) => successor.id === id)?.predecessor
  }

  #step({ state, predecessor, successor, staying }: Succession): SuccessionStep {
    const { book, nowMs } = this.#deps
    const remaining = book.standing(predecessor.id)
    return stepSuccession(
      state,
      {
        predecessor: this.#standingOf(predecessor),
        successor:
          this.#standingOf(successor) !== 'there' ? 'gone' : successor.address ? 'ready' : 'starting',
        remaining: remaining.list.length,
        staying: remaining.list.filter(({ id }) => staying.has(id)).length,
        hasFailed: [...staying.values()].includes('successor-failed'),
        moved: book.ofSlot(successor.id).length,
        quiet: remaining.isQuiet,
      },
      nowMs(),
    )
  }

  #standingOf(instance: Instance): 'there' | 'stopped' | 'gone' {
    if (this.#deps.pool.get(instance.id) !== instance) return 'gone'
    return instance.isStoppingForGood || instance.phase === 'stopped' ? 'stopped' : 'there'
  }

  #perform(id: string, succession: Succession, step: SuccessionStep): void {
    const { pool, nowMs } = this.#deps
    switch (step.kind) {
      case 'wait':
        return
      case 'move':
        succession.state = { kind: 'moving', sinceMs: nowMs() }
        this.#orderMoves(succession)
        return
      case 'retire-predecessor':
        this.#successions.delete(id)
        void pool.retire(succession.predecessor, succession.reason)
        return
      case 'settle':
        this.#successions.delete(id)
        return
      case 'give-up':
        this.#giveUp(id, step.because)
        return
      default:
        step satisfies never
    }
  }

  #orderMoves({ predecessor, successor }: Succession): void {
    const { address } = successor
    if (!address) return
    for (const session of this.#deps.book.ofSlot(predecessor.id))
      session.relay.order({
        kind: 'move',
        session: session.id,
        to: { instance: successor.id, ...address },
      })
  }

  #giveUp(id: string, because: SuccessionFailure): void {
    const { pool, emit } = this.#deps
    const succession = this.#successions.get(id)
    if (!succession) return
    const { predecessor, successor, reason, goplsIdentity } = succession
    const { generation } = predecessor.state
    this.#successions.delete(id)
    this.#vain.set(id, { generation, goplsIdentity, because })
    emit('instance.succession-given-up', { reason, because }, { instance: id, generation })
    if (pool.get(successor.id) === successor) void pool.retire(successor)
  }
}
