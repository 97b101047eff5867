import { Ajv, type ErrorObject } from 'ajv'
import { parseByteSize } from './byte-size.js'
import { parseDuration } from './duration.js'
import { type CompleteDocument, type ConfigurationDocument, configurationSchema } from './schema.js'

export type Completion =
  | { readonly ok: true; readonly written: ConfigurationDocument; readonly complete: CompleteDocument }
  | { readonly ok: false; readonly violations: readonly ErrorObject[] }

const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  verbose: true,
  allowUnionTypes: true,
  // A test checks the schema itself; here that would cost every start 17 ms.
  validateSchema: false,
})
  .addKeyword('patternErrorMessage')
  .addKeyword({ keyword: 'atLeast', validate: (limit: string, value: unknown) => !isLess(value, limit) })
  .addKeyword({ keyword: 'atMost', validate: (limit: string, value: unknown) => !isLess(limit, value) })
const validate = ajv.compile<CompleteDocument>(configurationSchema)

/** Checks a document against the schema and fills in every default; the document itself stays as it is. */
export function completeDocument(document: unknown): Completion {
  const copy: unknown = structuredClone(document)
  if (!validate(copy)) return { ok: false, violations: validate.errors ?? [] }
  // The validator narrows its copy only; the document differs from it by the defaults, which are optional.
  return { ok: true, written: document as ConfigurationDocument, complete: copy }
}

/** False, too, for what is no quantity: `type` or `pattern` has refused that already. */
function isLess(left: unknown, right: unknown): boolean {
  return measure(left) < measure(right)
}

function measure(quantity: unknown): number {
  if (typeof quantity !== 'string') return Number.NaN
  return parseDuration(quantity) ?? parseByteSize(quantity) ?? Number.NaN
}
