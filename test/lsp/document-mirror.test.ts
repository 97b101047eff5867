import fc from 'fast-check'
import t from 'tap'
import { DocumentMirror } from '../../src/lsp/document-mirror.js'
import { type PositionEncoding, positionEncodings } from '../../src/lsp/position-encoding.js'
import type { ContentChange, Position } from '../../src/lsp/read-params.js'

const uri = 'file:///w/a.go'
const limits = { documents: 3, textUnits: 1_000 }
const anyText = fc
  .array(fc.constantFrom('a', 'bc', 'é', '漢', '🚀', '\n', '\r\n', '\r', '\t'), { maxLength: 12 })
  .map(parts => parts.join(''))
const anyEdit = fc.record({
  whole: fc.nat(9).map(chance => chance === 0),
  from: fc.nat(40),
  to: fc.nat(40),
  text: anyText,
  swapped: fc.boolean(),
})

for (const encoding of positionEncodings)
  t.test(`edits counted in ${encoding} give what the same edits give on a plain string`, async () => {
    fc.assert(
      fc.property(
        anyText,
        fc.array(fc.array(anyEdit, { maxLength: 3 }), { maxLength: 12 }),
        (opened, batches) => {
          const mirror = openMirror(opened)
          let plain = opened
          for (const batch of batches) {
            const changes: ContentChange[] = []
            for (const { whole, from, to, text, swapped } of batch) {
              const places = insertionPlaces(plain)
              const [start = 0, end = 0] = [places.at(from % places.length), places.at(to % places.length)]
                .map(Number)
                .sort((a, b) => a - b)
              const range = {
                start: positionAt(plain, start, encoding),
                end: positionAt(plain, end, encoding),
              }
              changes.push({
                range: whole ? undefined : swapped ? { start: range.end, end: range.start } : range,
                text,
              })
              plain = whole ? text : plain.slice(0, start) + text + plain.slice(end)
            }
            mirror.change(uri, undefined, changes, encoding)
          }
          return mirror.documents[0]?.text === plain
        },
      ),
      { numRuns: 500 },
    )
  })

t.test('places behind a line or behind the last line are its end', async t => {
  for (const encoding of positionEncodings) {
    const mirror = openMirror('one\r\ntwo')
    const insert = (line: number, character: number, text: string): unknown =>
      mirror.change(
        uri,
        2,
        [{ range: { start: { line, character }, end: { line, character } }, text }],
        encoding,
      )
    insert(0, 99, '!')
    insert(99, 0, '\nthree')
    insert(99, 5, '\nfour')
    insert(3, 4, '.')
    t.equal(mirror.documents[0]?.text, 'one!\r\ntwo\nthree\nfour.', encoding)
  }
})

t.test('a range behind the last line leaves the lines in order', async t => {
  for (const line of [2, 3, 4, 99]) {
    const mirror = openMirror('one\ntwo')
    const behind = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } }
    mirror.change(uri, 2, [{ range: behind, text: '\nthree' }], 'utf-16')
    const place = { line: 2, character: 5 }
    mirror.change(uri, 3, [{ range: { start: place, end: place }, text: '!' }], 'utf-16')
    t.equal(mirror.documents[0]?.text, 'one\ntwo\nthree!', `from line ${line}`)
  }
})

t.test('a column inside of a character is its start', async t => {
  for (const [encoding, character] of [
    ['utf-8', 3],
    ['utf-8', 1],
  ] as const) {
    const mirror = openMirror('🚀x')
    const place = { line: 0, character }
    mirror.change(uri, 2, [{ range: { start: place, end: place }, text: '>' }], encoding)
    t.equal(mirror.documents[0]?.text, '>🚀x')
  }
})

t.test("the version always grows, and is the editor's own where that grows", async t => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: -5, max: 50 }), { nil: undefined })), versions => {
      const mirror = openMirror('', 1)
      let before = 1
      for (const version of versions) {
        mirror.change(uri, version, [], 'utf-16')
        const now = mirror.documents[0]?.version ?? 0
        if (now <= before || (version !== undefined && version > before && now !== version)) return false
        before = now
      }
      return true
    }),
  )
  const mirror = openMirror('', 0x7fffffff)
  mirror.change(uri, 1, [], 'utf-16')
  t.equal(mirror.documents[0]?.version, 0x7fffffff, 'and never leaves the 32 bits that gopls reads')
})

t.test('opening again begins anew, with a version that grew', async t => {
  const mirror = openMirror('old', 7)
  t.equal(mirror.open({ uri, languageId: 'go', version: 1, text: 'new' }), undefined)
  t.same(mirror.documents, [{ uri, languageId: 'go', version: 8, text: 'new' }])
})

t.test('what is closed is gone, and what is not open is not changed', async t => {
  const mirror = openMirror('x')
  mirror.close(uri)
  t.same(mirror.documents, [])
  t.equal(mirror.change(uri, 2, [{ range: undefined, text: 'y' }], 'utf-16'), 'not-open')
  mirror.close(uri)
})

t.test('a change that cannot be read makes the text unknown until the next whole one', async t => {
  const mirror = openMirror('x')
  const insert = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'y' }
  t.equal(mirror.change(uri, 2, undefined, 'utf-16'), 'text-not-understood')
  t.equal(mirror.change(uri, 3, [insert], 'utf-16'), undefined)
  t.match(mirror.documents, [{ version: 3, text: undefined }])
  mirror.change(uri, 4, [{ range: undefined, text: 'z' }, insert], 'utf-16')
  t.match(mirror.documents, [{ version: 4, text: 'yz' }])
})

t.test('texts over the limit are not kept, and the next that fits is', async t => {
  const mirror = openMirror('x'.repeat(600))
  const other = 'file:///w/b.go'
  const open = (text: string): unknown => mirror.open({ uri: other, languageId: 'go', version: 1, text })
  t.equal(open('x'.repeat(401)), 'text-not-kept')
  t.equal(mirror.documents[1]?.text, undefined)
  t.equal(open('x'.repeat(400)), undefined)
  t.equal(mirror.change(uri, 2, [{ range: undefined, text: 'x'.repeat(601) }], 'utf-16'), 'text-not-kept')
  mirror.close(other)
  t.equal(mirror.change(uri, 3, [{ range: undefined, text: 'x'.repeat(1_000) }], 'utf-16'), undefined)
  mirror.close(uri)
  t.equal(open('x'.repeat(1_000)), undefined, 'what is closed counts no more')
})

t.test('no more documents are kept than the limit', async t => {
  const mirror = openMirror('')
  const open = (name: string): unknown => mirror.open({ uri: name, languageId: 'go', version: 1, text: '' })
  t.same([open('b'), open('c'), open('d'), open('b')], [undefined, undefined, 'documents-full', undefined])
})

function openMirror(text: string, version = 1): DocumentMirror {
  const mirror = new DocumentMirror(limits)
  mirror.open({ uri, languageId: 'go', version, text })
  return mirror
}

/** Every place between two characters; there is none inside of a CR LF or of a surrogate pair. */
function insertionPlaces(text: string): readonly number[] {
  const places = [0]
  for (const [character] of text.matchAll(/\r\n|./gsu)) places.push(Number(places.at(-1)) + character.length)
  return places
}

function positionAt(text: string, place: number, encoding: PositionEncoding): Position {
  const lines = text.slice(0, place).split(/\r\n|\r|\n/)
  return { line: lines.length - 1, character: countUnits(lines.at(-1) ?? '', encoding) }
}

function countUnits(text: string, encoding: PositionEncoding): number {
  if (encoding === 'utf-8') return Buffer.byteLength(text)
  return encoding === 'utf-16' ? text.length : Array.from(text).length
}
