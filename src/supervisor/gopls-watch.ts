import type { RealGopls } from './real-gopls.js'

export interface GoplsWatchDependencies {
  readonly gopls: Pick<RealGopls, 'lookAgain'>
  readonly onOther: () => void
  readonly onFailure: (error: unknown) => void
}

/** Looks for another gopls on disk, in its own time: a search may run programs, and holds up nobody. */
export class GoplsWatch {
  readonly #deps: GoplsWatchDependencies
  #isLooking = false

  constructor(deps: GoplsWatchDependencies) {
    this.#deps = deps
  }

  /** To be called now and then. */
  look(): void {
    if (this.#isLooking) return
    const { gopls, onOther, onFailure } = this.#deps
    this.#isLooking = true
    gopls
      .lookAgain()
      .then(isOther => isOther && onOther())
      .catch(onFailure)
      .finally(() => {
        this.#isLooking = false
      })
  }
}
