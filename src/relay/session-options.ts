import type { Supervision } from '../control/supervision.js'
import type { Clock } from '../host/clock.js'
import type { OpenConnection } from './gopls-connection.js'
import type { SessionLimits } from './session-limits.js'
import type { TraceSink } from './trace-writer.js'

export interface SessionOptions {
  /** Names the session among those of all relays. */
  readonly session: string
  readonly supervision: SessionSupervision
  readonly goplsArgs: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly openConnection: OpenConnection
  readonly clock: Clock
  readonly limits: SessionLimits
  /** For what passes between editor and relay; undefined: nowhere. */
  readonly trace: TraceSink | undefined
}

export type SessionSupervision = Pick<Supervision, 'terms' | 'lease' | 'raiseDoubt' | 'note' | 'release'>
