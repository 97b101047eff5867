import type { InstanceEvent } from '../core/instance-state.js'
import type { ObserverState } from '../core/observer-gate.js'
import type { GoplsBinary } from '../gopls/gopls-binary.js'
import type { ProcessRow } from '../host/process-table.js'
import type { Examination } from './examination.js'
import type { Generation } from './generation.js'

/** What a look at a ready gopls gives core to decide on; `binary` is the gopls that is in place now. */
export function listLookEvents(
  {
    generation: { number: generation, process },
    examination,
  }: { readonly generation: Generation; readonly examination: Examination },
  binary: GoplsBinary | undefined,
): readonly InstanceEvent[] {
  const { verdict, cause } = examination.judgement
  const isOutdated =
    binary && (binary.path !== process.goplsPath || binary.fileIdentity !== process.goplsIdentity)
  return [
    { kind: 'judged', generation, verdict, cause },
    ...(examination.isOverMemory ? [{ kind: 'over-memory', generation } as const] : []),
    ...(isOutdated ? [{ kind: 'outdated', generation, quiet: examination.isDeserted } as const] : []),
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
