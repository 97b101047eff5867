import { Ajv, type ValidateFunction } from 'ajv'
import type { InstanceState } from '../core/instance-state.js'
import type { ProcessIdentity } from '../host/process-table.js'

/** What is known of a gopls process that may outlive the daemon which started it. */
export interface ProcessRecord {
  readonly identity: ProcessIdentity
  readonly socketPath: string
  readonly goplsPath: string
  readonly goplsVersion: string
  /** The file identity of the gopls that was started: another file on disk is an upgrade. */
  readonly goplsIdentity: string
  readonly startedAtWallMs: number
  readonly spawnedBy: 'daemon' | 'relay'
  /** Where its words begin in the log of its stderr; undefined where an earlier guardian did not record it. */
  readonly stderrFromByte?: number
}

/** For whom a slot is: which editors share it, and what its gopls is told beside the settings. */
export interface SlotLease {
  readonly key: string
  readonly roots: readonly string[]
  readonly goplsArgs: readonly string[]
}

/**
 * The content of `run/instances/<id>.json`: enough for another daemon to take the slot over with its history.
 * Times inside `state` are monotonic milliseconds of the boot `bootId`, and mean nothing in another.
 */
export interface InstanceRecord {
  readonly version: 1
  readonly id: string
  readonly bootId: string
  /** Who supervises it, the daemon or a relay that is alone; null when it was left to whoever comes. */
  readonly owner: ProcessIdentity | null
  /** Null while it is kept warm for the first editor. */
  readonly lease: SlotLease | null
  readonly state: InstanceState
  readonly process: ProcessRecord | null
}

export type RecordResult =
  | { readonly ok: true; readonly record: InstanceRecord }
  | { readonly ok: false; readonly reason: string }

export function formatRecord(record: InstanceRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`
}

/** Reads a record back; a text that is not exactly one of ours is refused, never half-trusted. */
export function parseRecord(text: string): RecordResult {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'not JSON' }
  }
  isRecord ??= new Ajv().compile<InstanceRecord>(recordSchema)
  if (isRecord(value)) return { ok: true, record: value }
  const [problem] = isRecord.errors ?? []
  return { ok: false, reason: `${problem?.instancePath ?? ''} ${problem?.message ?? 'not a record'}`.trim() }
}

/** Made when the first record is read: an editor that waits for its first gopls has none to read. */
let isRecord: ValidateFunction<InstanceRecord> | undefined

const time = { type: 'number', minimum: 0 } as const
const count = { type: 'integer', minimum: 0 } as const
const text = { type: 'string', maxLength: 4096 } as const
const reason = { enum: ['crash', 'hang', 'memory', 'cpu', 'upgrade', 'manual'] } as const

const texts = { type: 'array', items: text, maxItems: 256 } as const

function object(properties: Record<string, unknown>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter(key => !optional.includes(key))
  return { type: 'object', properties, required, additionalProperties: false }
}

const phase = {
  oneOf: [
    object({ kind: { const: 'stopped' } }),
    object({ kind: { const: 'starting' }, sinceMs: time, overdue: { type: 'boolean' } }),
    object({ kind: { const: 'ready' }, sinceMs: time, resumes: count }),
    object(
      {
        kind: { const: 'stopping' },
        readySinceMs: time,
        next: {
          oneOf: [object({ kind: { const: 'rest' } }), object({ kind: { const: 'relaunch' }, reason })],
        },
      },
      ['readySinceMs'],
    ),
    object({ kind: { enum: ['backoff', 'failed'] }, untilMs: time, reason }),
  ],
}

const identity = object({ pid: { type: 'integer', minimum: 2 }, start: text, bootId: text })

function orNull(schema: object): object {
  return { oneOf: [{ type: 'null' }, schema] }
}

const recordSchema = object({
  version: { const: 1 },
  id: { type: 'string', pattern: '^[a-z0-9-]{1,32}$' },
  bootId: text,
  owner: orNull(identity),
  lease: orNull(object({ key: text, roots: texts, goplsArgs: texts })),
  state: object({
    generation: count,
    phase,
    streak: count,
    recycledAtMs: { type: ['number', 'null'], minimum: 0 },
    restarts: object({
      crash: count,
      hang: count,
      memory: count,
      cpu: count,
      upgrade: count,
      manual: count,
    }),
  }),
  process: orNull(
    object(
      {
        identity,
        socketPath: text,
        goplsPath: text,
        goplsVersion: text,
        goplsIdentity: text,
        startedAtWallMs: time,
        spawnedBy: { enum: ['daemon', 'relay'] },
        stderrFromByte: count,
      },
      ['stderrFromByte'],
    ),
  ),
})
