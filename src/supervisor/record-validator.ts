// In dist/ there is what this makes, as code: see configuration-validator.ts.
import { Ajv } from 'ajv'
import type { InstanceRecord } from './instance-record.js'

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

/** @public What the code of it imports. */
export const imports = ''

/** @public */
export const ajv = new Ajv({ code: { source: true, esm: true } })

export const validate = ajv.compile<InstanceRecord>(recordSchema)
