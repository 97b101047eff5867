import type { InstanceDependencies } from './instance-dependencies.js'
import type { InstanceExamination } from './instance-examination.js'

export interface Moment {
  /** Nobody would notice a replacement. */
  readonly quiet: boolean
  /** A successor can be loaded while this gopls goes on, or is there. */
  readonly beside: boolean
  /** The gopls that is in place now was seen to fail as its successor. */
  readonly hasFailed: boolean
}

/** What the look just made says of a replacement now. */
export function seeMoment(
  id: string,
  {
    isCounted,
    sessions: connected,
    process,
  }: Pick<InstanceExamination, 'isCounted' | 'sessions' | 'process'>,
  { sessions, successions }: Pick<InstanceDependencies, 'sessions' | 'successions'>,
): Moment {
  const { list, isQuiet } = sessions(id)
  // Of editors that came without a relay nobody knows what they do.
  const isKnown = isCounted && connected <= list.length
  const residentBytes = process?.residentBytes ?? 0
  return {
    quiet: isKnown && isQuiet,
    beside: successions.isPossible(id, { isKnown, residentBytes }),
    hasFailed: successions.hasFailed(id),
  }
}
