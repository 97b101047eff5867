import type { RelaySide } from '../control/supervision.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import type { EditorsGopls } from './editors-gopls.js'
import type { LaunchPlan } from './launch.js'
import { type LaunchSurroundings, planLaunch } from './plan-launch.js'
import type { Provision } from './provision.js'

export interface SlotLaunchesDependencies {
  readonly editorsGopls: Pick<EditorsGopls, 'find'>
  readonly provisionOf: (id: string) => Provision | undefined
  /** Whether it is the one that no editor asked for. */
  readonly isWarm: (id: string) => boolean
  /** One that has a session on this slot, or where that one's place is to be taken. */
  readonly relayOf: (id: string) => RelaySide | undefined
  readonly surroundings: () => Omit<LaunchSurroundings, 'relay' | 'onLogTrouble'>
  readonly onLogTrouble: (
    detail: string,
    of: { readonly instance: string; readonly generation: number },
  ) => void
}

/** Which gopls each slot should run, and how it is started. */
export class SlotLaunches {
  readonly #deps: SlotLaunchesDependencies

  constructor(deps: SlotLaunchesDependencies) {
    this.#deps = deps
  }

  /** False for one that was adopted, and whose editors have not come yet: nobody knows what it should run. */
  isKnown(id: string): boolean {
    return this.#deps.isWarm(id) || this.#deps.provisionOf(id) !== undefined
  }

  binary(id: string): GoplsBinary | undefined {
    const { editorsGopls, provisionOf } = this.#deps
    return this.isKnown(id) ? editorsGopls.find(provisionOf(id)?.named ?? null) : undefined
  }

  /** How to start this generation, or why that cannot be. */
  plan(id: string, generation: number): LaunchPlan | string {
    const binary = this.binary(id)
    if (!binary) return 'no working gopls is found'
    const { surroundings, provisionOf, relayOf, onLogTrouble } = this.#deps
    return planLaunch(
      { id, generation, binary, provision: provisionOf(id) },
      {
        ...surroundings(),
        relay: relayOf(id),
        onLogTrouble: detail => onLogTrouble(detail, { instance: id, generation }),
      },
    )
  }
}
