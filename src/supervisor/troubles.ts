import type { DaemonTrouble } from './snapshot.js'

/** What is wrong with guardian itself at the moment: at most one entry of each kind. */
export class Troubles {
  readonly #details = new Map<DaemonTrouble['code'], string>()

  /** Sets the trouble, or takes it back where `detail` is undefined. */
  set(code: DaemonTrouble['code'], detail: string | undefined): void {
    if (detail === undefined) this.#details.delete(code)
    else this.#details.set(code, detail)
  }

  has(code: DaemonTrouble['code']): boolean {
    return this.#details.has(code)
  }

  get list(): readonly DaemonTrouble[] {
    return [...this.#details].map(([code, detail]) => ({ code, detail }))
  }
}
