import type { InstanceRef, RelaySide } from '../control/supervision.js'
import type { SuccessionReason } from '../core/instance-state.js'
import {
  type SuccessionState,
  type SuccessionStep,
  stepSuccession,
  succeedingState,
} from '../core/succession.js'
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
  readonly freeBytes: () => number
  readonly nowMs: () => number
  readonly emit: EventLog['emit']
}

interface Succession {
  readonly reason: SuccessionReason
  readonly predecessor: Instance
  readonly successor: Instance
  state: SuccessionState
}

/** Recycles without a gap: a successor is loaded beside a gopls that goes on until all its sessions have moved. */
export class Successions {
  readonly #deps: SuccessionsDependencies
  /** By the predecessor's id. */
  readonly #successions = new Map<string, Succession>()
  /** The generation of a slot whose succession led nowhere: it is not tried again. */
  readonly #vain = new Map<string, number>()

  constructor(deps: SuccessionsDependencies) {
    this.#deps = deps
  }

  /** Whether a successor is there, or can be loaded beside this one. */
  isPossible(id: string, { isKnown, residentBytes }: SuccessionCandidate): boolean {
    if (this.#successions.has(id)) return true
    const { pool, book, freeBytes } = this.#deps
    const generation = pool.get(id)?.address?.generation
    if (!isKnown || generation === undefined || this.#vain.get(id) === generation) return false
    return book.ofSlot(id).length > 0 && freeBytes() >= residentBytes
  }

  begin(id: string, reason: SuccessionReason): void {
    const { pool, bequeath, nowMs, emit } = this.#deps
    const predecessor = pool.get(id)
    const generation = predecessor?.address?.generation
    if (!predecessor?.lease || generation === undefined || this.#successions.has(id)) return
    const successor = pool.add(predecessor.lease, succeedingState(predecessor.state, reason, nowMs()))
    this.#successions.set(id, { reason, predecessor, successor, state: { kind: 'loading' } })
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

  /** To be called when any slot or session is another, and now and then. */
  changed(): void {
    for (const [id, succession] of [...this.#successions]) {
      const { state } = succession
      this.#perform(id, succession, this.#step(succession))
      // Whoever was told to move may have been the last, and be gone.
      if (succession.state !== state) this.changed()
    }
  }

  #predecessorOf(id: string): Instance | undefined {
    return [...this.#successions.values()].find(({ successor }) => successor.id === id)?.predecessor
  }

  #step({ state, predecessor, successor }: Succession): SuccessionStep {
    const { book, nowMs } = this.#deps
    const remaining = book.standing(predecessor.id)
    return stepSuccession(
      state,
      {
        predecessor: this.#standingOf(predecessor),
        successor:
          this.#standingOf(successor) !== 'there' ? 'gone' : successor.address ? 'ready' : 'starting',
        remaining: remaining.list.length,
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

  #giveUp(id: string, because: string): void {
    const { pool, emit } = this.#deps
    const succession = this.#successions.get(id)
    if (!succession) return
    const { predecessor, successor, reason } = succession
    const { generation } = predecessor.state
    this.#successions.delete(id)
    this.#vain.set(id, generation)
    emit('instance.succession-given-up', { reason, because }, { instance: id, generation })
    if (pool.get(successor.id) === successor) void pool.retire(successor)
  }
}
