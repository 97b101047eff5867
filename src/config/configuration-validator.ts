// In dist/ there is what this makes, as code (scripts/compile-validators.js): made at each start it would cost an editor
// that waits for its gopls 60 ms.
import { _, Ajv, type Code, type KeywordCxt } from 'ajv'
import { isLess } from './is-less.js'
import { type CompleteDocument, configurationSchema } from './schema.js'

/** @public What the code of it imports. */
export const imports = "import { isLess } from './is-less.js'"

/** @public */
export const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  verbose: true,
  allowUnionTypes: true,
  // A test checks the schema itself.
  validateSchema: false,
  code: { source: true, esm: true },
})
  .addKeyword('patternErrorMessage')
  .addKeyword({ keyword: 'atLeast', code: cxt => failIfLess(cxt, cxt.data, cxt.schemaCode) })
  .addKeyword({ keyword: 'atMost', code: cxt => failIfLess(cxt, cxt.schemaCode, cxt.data) })

/** Fills in every default of what it checks. */
export const validate = ajv.compile<CompleteDocument>(configurationSchema)

type Piece = Code | number | boolean

function failIfLess(cxt: KeywordCxt, left: Piece, right: Piece): void {
  const compare = cxt.gen.scopeValue('func', { ref: isLess, code: _`isLess` })
  cxt.fail(_`${compare}(${left}, ${right})`)
}
