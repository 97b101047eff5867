import type { Settings } from '../config/settings.js'
import type { Clock } from '../host/clock.js'
import type { ProcessTable } from '../host/process-table.js'
import type { EventKind } from './event-log.js'
import type { Instance } from './instance.js'

export interface LookoutDependencies {
  readonly table: ProcessTable
  readonly clock: Clock
  readonly settings: () => Settings
  readonly instances: () => readonly Pick<Instance, 'groupId' | 'needsCloseLooks' | 'look'>[]
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
  /** Whatever else wants to be looked at in the same rhythm. */
  readonly alongside: () => Promise<void>
}

/** A look that comes later than this after its time means that we ourselves stalled or slept. */
function stallLimitMs(intervalMs: number): number {
  return Math.max(1_000, intervalMs)
}

/**
 * The one timer that looks at everything: one call for the process table, one question to each gopls.
 * Nobody is convicted on a look before which we ourselves were not running.
 */
export class Lookout {
  readonly #deps: LookoutDependencies
  #timer: NodeJS.Timeout | undefined
  #dueMs = 0
  #lagMs = 0
  #isLooking = false
  #isClosed = false

  constructor(deps: LookoutDependencies) {
    this.#deps = deps
    this.#arm(this.#intervalMs())
  }

  /** How late the last look came. */
  get lagMs(): number {
    return this.#lagMs
  }

  /** Looks now, and goes on from here. */
  lookSoon(): void {
    if (!this.#isLooking) this.#arm(0)
  }

  /** Looks out of turn, and resolves when all has been seen. */
  async lookNow(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#look()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #intervalMs(): number {
    const { intervalMs, idleIntervalMs } = this.#deps.settings().probe
    return this.#deps.instances().some(instance => instance.needsCloseLooks) ? intervalMs : idleIntervalMs
  }

  #arm(delayMs: number): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#dueMs = this.#deps.clock.monotonicMs() + delayMs
    this.#timer = setTimeout(() => void this.#look(), delayMs)
  }

  async #look(): Promise<void> {
    this.#isLooking = true
    this.#lagMs = Math.max(0, this.#deps.clock.monotonicMs() - this.#dueMs)
    const stalled = this.#lagMs > stallLimitMs(this.#intervalMs())
    if (stalled) this.#deps.emit('observer.stalled', { lagMs: Math.round(this.#lagMs) })
    try {
      const instances = this.#deps.instances()
      const groups = instances.flatMap(({ groupId }) => groupId ?? [])
      const rows = groups.length === 0 ? [] : await this.#deps.table.readGroups(groups)
      await Promise.all(
        instances.map(instance =>
          instance.look(
            rows.filter(row => row.groupId === instance.groupId),
            stalled,
          ),
        ),
      )
      await this.#deps.alongside()
    } catch (error) {
      // A look that fails says nothing about any gopls; the next one comes in its time.
      this.#deps.emit('observer.stalled', { error: String(error) })
    } finally {
      this.#isLooking = false
      this.#arm(this.#intervalMs())
    }
  }
}
