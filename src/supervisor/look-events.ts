import type { InstanceEvent } from '../core/instance-state.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import type { ProcessRow } from '../host/process-table.js'
import type { Generation } from './generation.js'
import type { InstanceExamination } from './instance-examination.js'
import type { Moment } from './moment.js'

/** What a look at a ready gopls gives core to decide on; `binary` is the gopls that is in place now. */
export function listLookEvents(
  {
    generation: { number: generation, process },
    examination,
  }: { readonly generation: Generation; readonly examination: InstanceExamination },
  binary: GoplsBinary | undefined,
  { quiet, beside, hasFailed }: Moment,
): readonly InstanceEvent[] {
  const { verdict, cause } = examination.judgement
  const forMs = examination.overMemoryForMs
  const isOutdated =
    binary && (binary.path !== process.goplsPath || binary.fileIdentity !== process.goplsIdentity)
  return [
    { kind: 'judged', generation, verdict, cause },
    ...(forMs === undefined ? [] : [{ kind: 'over-memory', generation, quiet, beside, forMs } as const]),
    ...(isOutdated ? [{ kind: 'outdated', generation, quiet, beside, hasFailed } as const] : []),
  ]
}

/** What a look at a starting one gives: what holds it up from outside is no fault of its own. */
export function listStartEvents(
  generation: number,
  leader: ProcessRow | undefined,
  observer: ObserverState,
): readonly InstanceEvent[] {
  const isTraced = leader?.traced === true || leader?.state === 'traced'
  const stopped = leader?.state === 'stopped' && !isTraced
  return observer !== 'fit' || isTraced || stopped ? [{ kind: 'start-held-up', generation, stopped }] : []
}
