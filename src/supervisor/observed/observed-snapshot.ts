import type { ObservedVerdict } from '../../core/judge-observed.js'
import type { ObservedDecision } from '../../core/observe-policy.js'
import type { ObservedEditor, ObservedKind } from '../../core/observed-gopls.js'

/** A gopls that guardian did not start, as the outside is told of it. */
export interface ObservedSnapshot {
  readonly pid: number
  readonly kind: ObservedKind
  readonly editor: ObservedEditor
  readonly ownerPid: number | null
  readonly verdict: ObservedVerdict
  /** One line of plain words: what the verdict rests on. */
  readonly reason: string
  readonly version: string | null
  readonly path: string | null
  readonly ageSeconds: number
  readonly residentBytes: number
  /** What is done about it, and why that or not more than that. */
  readonly action: ObservedDecision['action']
  readonly why: string
}
