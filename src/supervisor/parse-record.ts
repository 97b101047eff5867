import type { InstanceRecord } from './instance-record.js'
import { validate } from './record-validator.js'

export type RecordResult =
  | { readonly ok: true; readonly record: InstanceRecord }
  | { readonly ok: false; readonly reason: string }

/** Reads a record back; a text that is not exactly one of ours is refused, never half-trusted. */
export function parseRecord(text: string): RecordResult {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'not JSON' }
  }
  if (validate(value)) return { ok: true, record: value }
  const [problem] = validate.errors ?? []
  return { ok: false, reason: `${problem?.instancePath ?? ''} ${problem?.message ?? 'not a record'}`.trim() }
}
