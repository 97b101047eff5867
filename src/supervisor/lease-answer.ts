import type { LeaseAnswer } from '../control/supervision.js'
import type { InstanceSnapshot } from './snapshot.js'

export interface SlotToAnswer {
  readonly address: { readonly generation: number; readonly socketPath: string } | undefined
  readonly isStoppingForGood: boolean
  readonly snapshot: Pick<InstanceSnapshot, 'id' | 'state' | 'reason' | 'lastEnd' | 'breaker'>
}

export interface AnswerTerms {
  /** Whoever asks wants an answer only when there is a gopls. */
  readonly patient: boolean
  /** Whether a person can restart it by command: not where a relay is alone. */
  readonly canRestart: boolean
}

/** What a slot means to an editor that asks for a gopls; undefined: it is to wait. */
export function answerLease(
  slot: SlotToAnswer,
  { patient, canRestart }: AnswerTerms,
): LeaseAnswer | undefined {
  const { address, isStoppingForGood, snapshot } = slot
  const { id, state } = snapshot
  if (address) return { ok: true, instance: id, ...address }
  const restart = canRestart ? ` Start it with: gopls-guardian restart ${id}` : ''
  if (state === 'stopped' || isStoppingForGood)
    return { ok: false, reason: 'stopped', message: `gopls ${id} was stopped by hand.${restart}` }
  if (state === 'failed' && !patient)
    return { ok: false, reason: 'failed', message: `${explainFailure(snapshot)}${restart}` }
  return undefined
}

function explainFailure({ lastEnd, breaker }: SlotToAnswer['snapshot']): string {
  const because = lastEnd === null ? '' : ` (${lastEnd})`
  const next = breaker.retryInSeconds === null ? '' : ` The next try is in ${breaker.retryInSeconds} s.`
  return `gopls failed ${breaker.streak} times in a row here${because}.${next}`
}
