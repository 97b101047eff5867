import type { ErrorObject } from 'ajv'
import type { KeyPath } from './key-path.js'
import { findNearestKey } from './nearest-key.js'
import { quote } from './quote.js'

export interface Explanation {
  readonly path: KeyPath
  /** Whether the key itself is wrong or the value that it has. */
  readonly part: 'key' | 'value'
  readonly reason: string
}

/** Says in plain words what the schema refuses; `subject` names a value's place for the reader. */
export function explainViolation(
  violation: ErrorObject,
  subject: (path: KeyPath) => string = path => quote(path.join('.')),
): Explanation {
  const schema: SchemaNode = violation.parentSchema ?? {}
  const path = parsePointer(violation.instancePath)
  const unknownKey: unknown = violation.params['additionalProperty']
  if (typeof unknownKey === 'string') {
    return { path: [...path, unknownKey], part: 'key', reason: explainUnknownKey(unknownKey, schema) }
  }
  const place = path.length === 0 ? 'the configuration' : subject(path)
  return { path, part: 'value', reason: `${place} ${requirement(schema)}, but is ${quote(violation.data)}` }
}

interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly patternErrorMessage?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly atLeast?: string
  readonly atMost?: string
  readonly properties?: object
  readonly [keyword: string]: unknown
}

/** RFC 6901: `/gopls/env/A~1B` is the path `gopls`, `env`, `A/B`. */
function parsePointer(pointer: string): KeyPath {
  return pointer
    .split('/')
    .slice(1)
    .map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function explainUnknownKey(key: string, { properties = {} }: SchemaNode): string {
  const knownKeys = Object.keys(properties)
  const nearest = findNearestKey(key, knownKeys)
  const hint =
    nearest === undefined ? `known here: ${knownKeys.join(', ')}` : `did you mean ${quote(nearest)}?`
  return `unknown key ${quote(key)}; ${hint}`
}

function requirement(schema: SchemaNode): string {
  if (schema.enum) return `must be one of ${schema.enum.map(quote).join(', ')}`
  const form =
    schema.patternErrorMessage ?? formOfType[String(schema.type)] ?? `must be ${String(schema.type)}`
  return form + range(schema.minimum ?? schema.atLeast, schema.maximum ?? schema.atMost)
}

const formOfType: Readonly<Record<string, string>> = {
  object: 'must be an object in { }',
  array: 'must be a list in [ ]',
  string: 'must be a string in double quotes',
  boolean: 'must be true or false',
  integer: 'must be a whole number',
  number: 'must be a number',
}

function range(from: number | string | undefined, to: number | string | undefined): string {
  if (from === undefined) return ''
  return to === undefined ? ` (at least ${from})` : ` (${from} to ${to})`
}
