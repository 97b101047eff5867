import type { Notice } from '../core/instance-state.js'

/** What was decided and not done: in a dry run, or because it would chase a limit. */
export type HeldBackNotice = Extract<Notice, { kind: 'would-replace' | 'would-resume' | 'memory-not-chased' }>

export function isHeldBack(notice: Notice): notice is HeldBackNotice {
  const { kind } = notice
  return kind === 'would-replace' || kind === 'would-resume' || kind === 'memory-not-chased'
}

/** All that was held back for one generation, with the reasons. It is concluded again at every look, and is news once. */
export class HeldBack {
  readonly #reasons = new Map<string, string>()

  /** True when it is news. */
  add(
    notice: HeldBackNotice,
    known: { readonly judgement: { readonly reason: string }; readonly memoryUse: string } | undefined,
    blame: { readonly because: string } | undefined,
  ): boolean {
    const reason = notice.kind === 'would-replace' ? notice.reason : undefined
    const what = reason === undefined ? notice.kind : `${notice.kind} (${reason})`
    if (this.#reasons.has(what)) return false
    const isMemory = notice.kind === 'memory-not-chased' || reason === 'memory'
    this.#reasons.set(what, (isMemory ? known?.memoryUse : (blame?.because ?? known?.judgement.reason)) ?? '')
    return true
  }

  clear(): void {
    this.#reasons.clear()
  }

  /** In plain words; null while there is nothing. */
  describe(): string | null {
    return [...this.#reasons].map(([what, because]) => `${what}: ${because}`).join('; ') || null
  }
}
