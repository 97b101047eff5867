import type { EventKind, GuardianEvent } from './event-log.js'

/** An event as the history, its file and HTTP have it: encoded once, as one line of JSON. */
export interface EventLine {
  readonly seq: number
  readonly json: string
}

const maxJsonBytes = 16 * 1024

/** Encodes `{seq, time, kind, instance?, generation?, data}`; undefined for what is too frequent to be kept. */
export function encodeEvent(event: GuardianEvent): EventLine | undefined {
  const { seq, wallMs, kind, instance, generation, data } = event
  if (passingKinds.has(kind)) return undefined
  const time = new Date(wallMs).toISOString()
  const encode = (told: object): string =>
    JSON.stringify({ seq, time, kind, instance, generation, data: told })
  const json = encode(withhold(kind, data))
  const bytes = Buffer.byteLength(json)
  return { seq, json: bytes <= maxJsonBytes ? json : encode({ omittedBytes: bytes }) }
}

/** The metrics count these, every few seconds for each gopls and editor, and the log has them at `trace`. */
const passingKinds: ReadonlySet<EventKind> = new Set<EventKind>(['probe.answered', 'session.requests'])

/**
 * What others said in their own words stays in the log: gopls may quote a line of the source or of go.mod, and what
 * is wrong with a configuration may be the value of a variable in `gopls.env`.
 */
const withheldKeys: Partial<Record<EventKind, string>> = {
  'session.told-error': 'message',
  'instance.examined': 'stderrTail',
  'configuration.refused': 'problems',
  // May hold the words of a panic, which the incident itself has.
  'incident.opened': 'line',
  'incident.repeated': 'line',
  'incident.unwritable': 'line',
}

function withhold(kind: EventKind, data: GuardianEvent['data']): GuardianEvent['data'] {
  const withheld = withheldKeys[kind]
  return withheld === undefined
    ? data
    : Object.fromEntries(Object.entries(data).filter(([key]) => key !== withheld))
}

/** Reads back a line of the file; undefined for one that is damaged. */
export function decodeEvent(json: string): EventLine | undefined {
  let event: unknown
  try {
    event = JSON.parse(json)
  } catch {
    return undefined
  }
  const { seq, time, kind, data } = Object(event) as Readonly<Record<string, unknown>>
  const isEvent =
    typeof time === 'string' && typeof kind === 'string' && typeof data === 'object' && data !== null
  return isEvent && typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0
    ? { seq, json }
    : undefined
}
