import type { HeapView } from '../gopls/heap-profile.js'
import { type InsideResult, lookInside } from '../gopls/look-inside.js'
import { seeHeap } from '../gopls/see-heap.js'

/** Nobody waits for it. */
const heapLimitMs = 10_000

/** The closer look at one gopls. Each stops it for a moment: who asks while one is under way is told of that one. */
export class SharedLook {
  readonly #socketPath: string
  readonly #limitMs: number
  readonly #nowMs: () => number
  #looking: Promise<InsideResult> | undefined
  #heap: Promise<HeapView | undefined> | undefined
  #heapAtMs = 0

  constructor(socketPath: string, limitMs: number, nowMs = () => performance.now()) {
    this.#socketPath = socketPath
    this.#limitMs = limitMs
    this.#nowMs = nowMs
  }

  get limitMs(): number {
    return this.#limitMs
  }

  look(): Promise<InsideResult> {
    this.#looking ??= lookInside(this.#socketPath, this.#limitMs).finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /**
   * Who holds its heap; what was told before is told again, also that nothing was, up to this age: a profile costs gopls
   * more than its stacks do. Never rejects.
   */
  seeHeap({ maxAgeMs }: { readonly maxAgeMs: number }): Promise<HeapView | undefined> {
    const nowMs = this.#nowMs()
    if (this.#heap && nowMs - this.#heapAtMs < maxAgeMs) return this.#heap
    this.#heapAtMs = nowMs
    this.#heap = seeHeap(this.#socketPath, heapLimitMs).catch(() => undefined)
    return this.#heap
  }
}
