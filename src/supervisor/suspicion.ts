import type { Evidence } from '../core/evidence.js'
import { compareStacks } from '../core/stacks.js'
import type { HeapView } from '../gopls/heap-profile.js'
import type { SharedLook } from './shared-look.js'

type Finding = NonNullable<Evidence['stacks']>

/** Each further dump waits for this much more of the wait: each one stops gopls for a moment. */
const patience = 1.5
/** Less than the half that is left when the first comes in time: looks are a little late, and the limit is not to wait. */
const restOfLimit = 1 / 3
const triesWithoutStacks = 2
const maxLateMs = 500
/** Of a gopls that is often slow its heap is not asked at each doubt. */
const heapAgeMs = 60_000

/**
 * The closer look at one unanswered request: a goroutine dump at half the time after which it is overdue, one when
 * it is, then ever more rarely. Never more than one at a time.
 */
export class Suspicion {
  readonly #inside: SharedLook
  #isLooking = false
  #failures = 0
  #nextAtAgeMs = 0
  #dumps: readonly string[] = []
  #heap: HeapView | undefined

  constructor(inside: SharedLook) {
    this.#inside = inside
  }

  /** True once gopls gave any stacks: its own connections then answer, and SIGQUIT has nothing to add. */
  get hasStacks(): boolean {
    return this.#dumps.length > 0
  }

  /** The stacks that were seen the time before, and last. */
  get dumps(): readonly string[] {
    return this.#dumps
  }

  /** Undefined while it is not told, which may take longer than the stacks do. */
  get heap(): HeapView | undefined {
    return this.#heap
  }

  /** Looks, if it is time for a look; undefined when it is not. `limitMs`: when the request is overdue. */
  async look(ageMs: number, limitMs: number): Promise<Finding | undefined> {
    if (this.#isLooking || ageMs < Math.max(limitMs / 2, this.#nextAtAgeMs)) return undefined
    this.#isLooking = true
    try {
      return await this.#dump()
    } finally {
      this.#isLooking = false
      this.#nextAtAgeMs = Math.max(limitMs, this.#nextAgeMs(ageMs, limitMs))
    }
  }

  #nextAgeMs(ageMs: number, limitMs: number): number {
    // The second try of one that gave none comes soon: it may have been our own trouble.
    if (this.#failures > 0 && this.#failures < triesWithoutStacks) return ageMs
    // So does the second of two to compare, however late the first one came.
    return this.#dumps.length === 1 ? ageMs + limitMs * restOfLimit : ageMs * patience
  }

  async #dump(): Promise<Finding | undefined> {
    const beganMs = performance.now()
    const result = await this.#inside.look()
    if (!result.ok) {
      // A time-out that came late may be ours; and whoever refuses, or tells too much, lives.
      const isOurs = performance.now() - beganMs > this.#inside.limitMs + maxLateMs
      if (isOurs || result.reason === 'own-fault') return undefined
      if (result.reason === 'refused' || result.reason === 'too-large') return 'different'
      this.#failures += 1
      return this.#failures >= triesWithoutStacks ? 'unavailable' : undefined
    }
    this.#failures = 0
    const { goroutines } = result
    const before = this.#dumps.at(-1)
    this.#dumps = before === undefined ? [goroutines] : [before, goroutines]
    void this.#seeHeap()
    return before === undefined ? 'first' : compareStacks(before, goroutines)
  }

  async #seeHeap(): Promise<void> {
    this.#heap = (await this.#inside.seeHeap({ maxAgeMs: heapAgeMs })) ?? this.#heap
  }
}
