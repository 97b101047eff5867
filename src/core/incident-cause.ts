/** What most likely lay behind an incident; the closed set of the `incidents` counters. */
export const incidentCauses = [
  'go-panic',
  'fatal-error',
  'out-of-memory',
  'killed',
  'code-signature',
  'signal',
  'exit-code',
  'end-unseen',
  'not-started',
  'unkillable',
  'deadlock',
  'blocked-in-system-call',
  'waiting-on-child',
  'blocked-on-client',
  'spinning',
  'stopped',
  'request-lost',
  'never-answered',
  'unresponsive',
  'memory',
  'upgrade',
  'given-up',
  'observed-orphan',
  'observed-stopped',
  'observed-spinning',
  'observed-bloated',
] as const
export type IncidentCause = (typeof incidentCauses)[number]

export interface Diagnosis {
  readonly cause: IncidentCause
  /** The likely cause in one line. */
  readonly line: string
  /** What that rests on. */
  readonly why: string
}
