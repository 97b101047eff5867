import type { Notice } from '../core/instance-state.js'
import type { EventKind } from './event-log.js'
import { HeldBack, isHeldBack } from './held-back.js'
import type { InstanceDependencies } from './instance-dependencies.js'
import type { Blame, InstanceProcess } from './instance-process.js'
import { describeNotice } from './notices.js'

export interface InstanceNewsOptions extends Pick<InstanceDependencies, 'emit'> {
  readonly id: string
  /** The one that the state speaks of. */
  readonly generation: () => number
}

/** What is told of one slot; what was decided and not done is news once for each generation. */
export class InstanceNews {
  readonly #options: InstanceNewsOptions
  readonly #heldBack = new HeldBack()

  constructor(options: InstanceNewsOptions) {
    this.#options = options
  }

  tell(
    kind: EventKind,
    data: Readonly<Record<string, unknown>>,
    generation = this.#options.generation(),
  ): void {
    this.#options.emit(kind, data, { instance: this.#options.id, generation })
  }

  announce(
    notice: Notice,
    { current, recoveryMs }: Pick<InstanceProcess, 'current' | 'recoveryMs'>,
    blame: Blame | undefined,
  ): void {
    const [kind, data] = describeNotice(notice)
    if (isHeldBack(notice) && !this.#heldBack.add(notice, current?.examination, blame)) return
    if (notice.kind === 'ready') this.tell(kind, { ...data, recoveryMs })
    // By now the state may already speak of the next generation.
    else this.tell(kind, data, notice.kind === 'ended' ? notice.generation : undefined)
  }

  /** Another generation is launched. */
  beginAnew(): void {
    this.#heldBack.clear()
  }

  /** In plain words; null while nothing is held back. */
  get heldBack(): string | null {
    return this.#heldBack.describe()
  }
}
