import type { InstanceRef } from '../control/supervision.js'
import { addSample, type Baseline, noBaseline, usualMs } from '../core/baseline.js'

/** How long gopls usually takes to answer in this session; of another gopls nothing is known yet. */
export class AnswerTimes {
  #of: InstanceRef | undefined
  #baseline: Baseline = noBaseline

  connectedTo(instance: InstanceRef): void {
    const isSame = this.#of?.instance === instance.instance && this.#of.generation === instance.generation
    if (!isSame) this.#baseline = noBaseline
    this.#of = instance
  }

  add(method: string, tookMs: number): void {
    this.#baseline = addSample(this.#baseline, method, tookMs)
  }

  usualMs(method: string): number | null {
    return usualMs(this.#baseline, method) ?? null
  }
}
