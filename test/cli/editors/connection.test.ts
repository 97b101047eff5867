import fc from 'fast-check'
import { parse } from 'jsonc-parser'
import t from 'tap'
import { connectText, disconnectText } from '../../../src/cli/editors/connection.js'
import { readGoplsSetting } from '../../../src/cli/editors/gopls-setting.js'

const dropIn = '/Users/ann/Library/Application Support/gopls-guardian/bin/gopls'

/** Text before, text behind; D stands for the path in quotes. */
const rows: readonly (readonly [string, string])[] = [
  ['{}', '{ "go.alternateTools": { "gopls": D }}'],
  ['{\n}\n', '{\n    "go.alternateTools": { "gopls": D }\n}\n'],
  ['{\n\t"a": 1 // why\n}\n', '{\n\t"a": 1, // why\n\t"go.alternateTools": { "gopls": D }\n}\n'],
  [
    '// top\r\n{\r\n  "a": [1, 2,], // why\r\n  /* end */\r\n}',
    '// top\r\n{\r\n  "a": [1, 2,], // why\r\n  /* end */\r\n  "go.alternateTools": { "gopls": D }\r\n}',
  ],
  ['{"go.alternateTools": {"dlv": "/d"}}', '{"go.alternateTools": {"dlv": "/d", "gopls": D}}'],
  [
    '{\n  "go.alternateTools": {\n    "gopls": "/mine", // mine\n  },\n}',
    '{\n  "go.alternateTools": {\n    "gopls": D, // mine\n  },\n}',
  ],
  ['{"go.alternateTools": null}', '{"go.alternateTools": { "gopls": D }}'],
  ['// nothing yet\n', '// nothing yet\n{\n    "go.alternateTools": { "gopls": D }\n}'],
]

for (const [before, behind] of rows)
  t.test(`the edit of ${JSON.stringify(before)} touches nothing else, and goes back`, async t => {
    const { text, connection } = connect(before)
    t.equal(text, behind.replace('D', JSON.stringify(dropIn)))
    t.equal(disconnectText(text, connection), before)
  })

t.test('a file that was not there goes again', async t => {
  const { text, connection } = connectText(undefined, undefined, dropIn)
  t.equal(text, `{\n    "go.alternateTools": { "gopls": ${JSON.stringify(dropIn)} }\n}\n`)
  t.equal(disconnectText(text, connection), undefined)
  t.equal(disconnectText(text.replace('{', '{ "a": 1,'), connection)?.replaceAll(/\s/g, ''), '{"a":1}')
})

t.test('whatever the settings are, the path gets in and out again without a trace', async t => {
  fc.assert(
    fc.property(settingsText, before => {
      const { text, connection } = connect(before)
      const now = parse(text) as Record<string, unknown>
      const same = { ...now, 'go.alternateTools': undefined }
      t.strictSame(same, { ...(parse(before) as object), 'go.alternateTools': undefined })
      t.match(now, { 'go.alternateTools': { gopls: dropIn } })
      t.equal(disconnectText(text, connection), before)
    }),
  )
})

t.test('where the file has changed elsewhere, only our setting goes back', async t => {
  fc.assert(
    fc.property(settingsText, before => {
      const { text, connection } = connect(before)
      const back = disconnectText(`// changed since\n${text}`, connection) ?? ''
      t.match(readGoplsSetting(back), { ok: true })
      t.strictSame(parse(back), parse(before))
      const comments = (all: string) => all.match(/c\d/g)
      t.strictSame(comments(back), comments(before), 'comments stay, in their order')
    }),
  )
})

const refusals: readonly (readonly [string, object])[] = [
  ['{\n  "a": 1\n  "b": 2\n}', { line: 3, column: 3 }],
  ['{ "a": ', { line: 1 }],
  ['[]', { line: 1, column: 1, reason: 'expected an object' }],
  ['{\n"go.alternateTools": {},\n "go.alternateTools": {}}', { line: 3, column: 2 }],
]
for (const [text, place] of refusals)
  t.test(`it refuses to read ${JSON.stringify(text)}`, async t => {
    t.match(readGoplsSetting(text), { ok: false, ...place })
  })

function connect(text: string) {
  const read = readGoplsSetting(text)
  if (!read.ok) throw new Error(`${read.reason} in ${text}`)
  return connectText(text, read.tools, dropIn)
}

/** Blanks, line breaks and comments as people have them between the tokens. */
const gap = fc.constantFrom('', ' ', '\n', '\n\n  ', '\r\n\t', ' // c1\n', ' /* c2 */ ', '\n  // c3\n  ')
const scalar = fc.constantFrom('1', 'null', '"x // y"', '{}', '[ ]', '"}"', '{"gopls": "/no"}')

function objectText(property: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.tuple(gap, property, gap), { maxLength: 3 }), fc.boolean(), gap)
    .map(([properties, hasComma, end]) => {
      const texts = properties.map(parts => parts.join(''))
      const comma = hasComma && texts.length > 0 ? ',' : ''
      return `{${uniqueKeys(texts).join(',')}${comma}${end}}`
    })
}

function uniqueKeys(texts: readonly string[]): readonly string[] {
  const keys = texts.map(text => /"([^"]+)"/.exec(text.replaceAll(/\/\/.*|\/\*.*?\*\//g, ''))?.[1])
  return texts.filter((_, index) => keys.indexOf(keys[index]) === index)
}

const tools = fc.oneof(
  objectText(fc.constantFrom('"dlv": "/d"', '"gopls" : "/mine"', '"go": 1')),
  fc.constantFrom('null', '7', '[]'),
)
const property = fc.oneof(
  fc.tuple(fc.constantFrom('"a":', '"editor.x": ', '"gopls":'), scalar).map(parts => parts.join('')),
  fc.tuple(fc.constant('"go.alternateTools": '), tools).map(parts => parts.join('')),
)
const settingsText = fc.tuple(gap, objectText(property), gap).map(parts => parts.join(''))
