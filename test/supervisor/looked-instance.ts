import type { ObserverState } from '../../src/core/observer-gate.js'
import type { ProcessRow } from '../../src/host/process-table.js'

/** An instance that remembers how it was looked at. */
export class LookedInstance {
  readonly groupId: number | undefined
  readonly looks: { readonly pids: readonly number[]; readonly observer: ObserverState }[] = []
  sessions = 0
  isInDoubt = false
  /** What happens in a look. */
  onLook = (): Promise<void> | void => undefined
  #wake = (): void => undefined

  constructor(groupId: number | undefined) {
    this.groupId = groupId
  }

  async look(rows: readonly ProcessRow[], observer: ObserverState): Promise<void> {
    this.looks.push({ pids: rows.map(({ pid }) => pid), observer })
    this.#wake()
    await this.onLook()
  }

  async looked(times: number): Promise<void> {
    while (this.looks.length < times)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
  }
}
