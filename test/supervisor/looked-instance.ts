import type { ProcessRow } from '../../src/host/process-table.js'

/** An instance that remembers how it was looked at. */
export class LookedInstance {
  readonly groupId: number | undefined
  readonly looks: { readonly pids: readonly number[]; readonly stalled: boolean }[] = []
  needsCloseLooks = false
  #wake = (): void => undefined

  constructor(groupId: number | undefined) {
    this.groupId = groupId
  }

  look(rows: readonly ProcessRow[], stalled: boolean): Promise<void> {
    this.looks.push({ pids: rows.map(({ pid }) => pid), stalled })
    this.#wake()
    return Promise.resolve()
  }

  async looked(times: number): Promise<void> {
    while (this.looks.length < times)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
  }
}
