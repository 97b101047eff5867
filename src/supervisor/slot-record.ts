import type { InstanceState } from '../core/instance-state.js'
import type { InstanceDependencies } from './instance-dependencies.js'
import type { ProcessRecord, SlotLease } from './instance-record.js'

export interface SlotRecordOptions extends Pick<InstanceDependencies, 'table' | 'owner' | 'saveRecord'> {
  readonly id: string
  readonly lease: SlotLease | null
}

/** What the next supervisor will know of a slot: in our name while it is ours, in nobody's once we let it go. */
export class SlotRecord {
  /** For whom it is; null while it is kept warm. */
  lease: SlotLease | null
  /** True once the slot is on its way out: it is written no more. */
  isRetired = false
  readonly #options: SlotRecordOptions
  #isReleased = false

  constructor(options: SlotRecordOptions) {
    this.lease = options.lease
    this.#options = options
  }

  release(): void {
    this.#isReleased = true
  }

  save(state: InstanceState, process: ProcessRecord | undefined): void {
    if (this.isRetired) return
    const { id, table, owner, saveRecord } = this.#options
    saveRecord({
      version: 1,
      id,
      bootId: table.bootId,
      owner: this.#isReleased ? null : owner,
      lease: this.lease,
      state,
      process: process ?? null,
    })
  }
}
