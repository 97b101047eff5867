import { type InsideResult, lookInside } from '../gopls/look-inside.js'

/** The closer look at one gopls. Each stops it for a moment: who asks while one is under way is told of that one. */
export class SharedLook {
  readonly #socketPath: string
  readonly #limitMs: number
  #looking: Promise<InsideResult> | undefined

  constructor(socketPath: string, limitMs: number) {
    this.#socketPath = socketPath
    this.#limitMs = limitMs
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
}
