import { type Desk, headerEnd, pickDocument, readRevision, type Step, type WeightedSteps } from './desk.js'
import type { EditorDocument, Splice } from './editor-documents.js'

const rocket = '\u{1f680}'
const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}'
const spoken: readonly [string, ...string[]] = [
  rocket,
  'caf\u00e9',
  '\u6f22\u5b57',
  'e\u0301',
  family,
  'plain words',
  '\u{10ffff}',
  '\u2028',
]

/** A function at the end of the file, a few characters at a time: broken in between. */
const typeFunction: Step = desk => {
  const { step, random } = desk
  const said = random.pick(spoken)
  const source = `\n// Added${step} says ${said}.\nfunc Added${step}(n int) string { return "${said}" }\n`
  typeAtEnd(desk, source)
}

/** Into a comment or a string that holds more than ASCII, so that columns are counted in UTF-16. */
const typeBesideWideText: Step = desk => {
  const document = pickDocument(desk)
  const wide = [...(document?.text ?? '').matchAll(/\u{1f680}|\u00e9|\u6f22/gu)]
  const at = desk.random.pick(wide)
  if (!document || !at || at.index < headerEnd(document.text)) return
  const start = at.index + (desk.random.chance(0.5) ? at[0].length : 0)
  desk.editor.type(document, { start, end: start, text: desk.random.pick(spoken) })
}

/** Several changes in one message, each of which speaks of the text that the one before it left. */
const typeAtSeveralPlaces: Step = desk => {
  const document = pickDocument(desk)
  if (!document) return
  const first = headerEnd(document.text)
  const splices: Splice[] = [
    { start: first, end: first, text: `\n// ${desk.random.pick(spoken)} ${desk.step}\n` },
    { start: first + 1, end: first + 3, text: '//  ' },
    { start: first, end: first, text: '\n' },
  ]
  desk.editor.type(document, ...splices)
}

const deleteFunction: Step = desk => {
  const document = pickDocument(desk)
  const added = /\n\/\/ Added(\d+).*\nfunc Added\1\(.*\n/u.exec(document?.text ?? '')
  if (document && added)
    desk.editor.type(document, { start: added.index, end: added.index + added[0].length, text: '' })
}

/** What does not parse stays so until somebody mends it. */
const breakOrMend: Step = desk => {
  const document = pickDocument(desk)
  if (!document) return
  const broken = '\n}}} broken ((\n'
  const at = document.text.indexOf(broken)
  if (at >= 0) desk.editor.type(document, { start: at, end: at + broken.length, text: '' })
  else typeText(desk, document, document.text.length, broken)
}

const useUnknownName: Step = desk => {
  typeAtEnd(desk, `\nvar _ = unknown${desk.step}(${desk.step})\n`)
}

const forgetUnknownNames: Step = desk => {
  const document = pickDocument(desk)
  if (document?.text.includes('unknown'))
    desk.editor.replaceText(document, document.text.replaceAll(/\nvar _ = unknown.*\n/g, ''))
}

/** Work for the formatter. */
const misformat: Step = desk => {
  const document = pickDocument(desk)
  const spaces = [...(document?.text ?? '').matchAll(/ /g)]
  const at = desk.random.pick(spaces.filter(({ index }) => index > headerEnd(document?.text ?? '')))
  if (document && at) desk.editor.type(document, { start: at.index, end: at.index, text: '   ' })
}

const replaceWhole: Step = desk => {
  const document = pickDocument(desk)
  if (document)
    desk.editor.replaceText(document, stamped(`${document.text}\n// whole ${desk.random.pick(spoken)}\n`))
}

const stamp: Step = desk => {
  const document = pickDocument(desk)
  const at = /(?<=Revision)\d+/.exec(document?.text ?? '')
  if (!document || !at) return
  const text = String(readRevision(document.text) + 1)
  desk.editor.type(document, { start: at.index, end: at.index + at[0].length, text })
}

export const typingSteps: WeightedSteps = [
  [8, typeFunction],
  [6, typeBesideWideText],
  [4, typeAtSeveralPlaces],
  [4, deleteFunction],
  [3, breakOrMend],
  [2, useUnknownName],
  [2, forgetUnknownNames],
  [4, misformat],
  [2, replaceWhole],
  [8, stamp],
]

function stamped(text: string): string {
  return text.replace(/(?<=Revision)\d+/, String(readRevision(text) + 1))
}

function typeAtEnd(desk: Desk, text: string): void {
  const document = pickDocument(desk)
  if (document) typeText(desk, document, document.text.length, text)
}

/** By whole characters: no editor sends half of one. */
function typeText({ editor, random }: Desk, document: EditorDocument, offset: number, text: string): void {
  let at = offset
  for (let characters = Array.from(text); characters.length > 0; ) {
    const count = 1 + random.below(12)
    const typed = characters.slice(0, count).join('')
    characters = characters.slice(count)
    const current = editor.documents.get(document.uri)
    if (current) editor.type(current, { start: at, end: at, text: typed })
    at += typed.length
  }
}
