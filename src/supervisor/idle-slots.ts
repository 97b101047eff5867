import type { Settings } from '../config/settings.js'
import type { Instance } from './instance.js'

export interface IdleSlotsDependencies {
  readonly instances: () => readonly Instance[]
  readonly settings: () => Settings
  readonly nowMs: () => number
  readonly retire: (instance: Instance) => void
}

/** Ends what no editor has used for long enough. */
export class IdleSlots {
  readonly #deps: IdleSlotsDependencies
  readonly #sinceMs = new Map<string, number>()

  constructor(deps: IdleSlotsDependencies) {
    this.#deps = deps
  }

  /** To be called now and then. */
  sweep(): void {
    const { instances, settings, nowMs, retire } = this.#deps
    const idle = instances().filter(({ sessions, isRetired }) => sessions === 0 && !isRetired)
    const ids = new Set(idle.map(({ id }) => id))
    for (const id of this.#sinceMs.keys()) if (!ids.has(id)) this.#sinceMs.delete(id)
    for (const instance of idle) {
      const { id, phase, lease } = instance
      const sinceMs = this.#sinceMs.get(id) ?? nowMs()
      this.#sinceMs.set(id, sinceMs)
      const { instances: kept, restart, dryRun } = settings()
      const isWarm = lease === null && (kept.keepWarm || phase === 'stopped')
      const limitMs = phase === 'failed' ? restart.cooldownMs : kept.idleTimeoutMs
      if (!isWarm && !dryRun && nowMs() - sinceMs >= limitMs) retire(instance)
    }
  }
}
