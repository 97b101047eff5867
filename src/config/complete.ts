import type { ErrorObject } from 'ajv'
import { validate } from './configuration-validator.js'
import type { CompleteDocument, ConfigurationDocument } from './schema.js'

export type Completion =
  | { readonly ok: true; readonly written: ConfigurationDocument; readonly complete: CompleteDocument }
  | { readonly ok: false; readonly violations: readonly ErrorObject[] }

/** Checks a document against the schema and fills in every default; the document itself stays as it is. */
export function completeDocument(document: unknown): Completion {
  const copy: unknown = structuredClone(document)
  if (!validate(copy)) return { ok: false, violations: validate.errors ?? [] }
  // The validator narrows its copy only; the document differs from it by the defaults, which are optional.
  return { ok: true, written: document as ConfigurationDocument, complete: copy }
}
