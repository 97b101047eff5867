import { createScanner, type Node } from 'jsonc-parser'

/**
 * The text with one more property at the end of an object. jsonc-parser's own `modify` would move or lose comments
 * at the end of a line.
 */
export function insertProperty(text: string, object: Node, key: string, json: string): string {
  const closing = object.offset + object.length - 1
  const end = text.slice(0, closing).trimEnd().length
  const inside = text.slice(object.offset, closing)
  const last = object.children?.at(-1)
  const lineBreak = inside.includes('\r\n') ? '\r\n' : '\n'
  const before = inside.includes('\n')
    ? lineBreak + findIndent(text, last ?? object, last ? '' : '    ')
    : ' '
  const property = `${before}${JSON.stringify(key)}: ${json}`
  if (last === undefined || findComma(text, last) !== undefined) return splice(text, end, end, property)
  const lastEnd = last.offset + last.length
  return `${text.slice(0, lastEnd)},${text.slice(lastEnd, end)}${property}${text.slice(end)}`
}

/** The text without one property of an object: with its comma and, where nothing else is there, its line. */
export function removeProperty(text: string, object: Node, index: number): string {
  const [previous, property] = [object.children?.[index - 1], object.children?.[index]]
  if (property === undefined) return text
  const comma = findComma(text, property)
  const end = comma === undefined ? property.offset + property.length : comma + 1
  const before = text.slice(0, property.offset)
  const startsLine = /\n[ \t]*$/.test(before)
  const isAlone = startsLine && /^[ \t]*(\r?\n|\})/.test(text.slice(end))
  const start = isAlone || !startsLine ? before.replace(/(\r?\n)?[ \t]*$/, '').length : property.offset
  const without = splice(text, start, end, '')
  // As the last one it leaves the comma before it behind.
  const earlier = comma === undefined && previous ? findComma(text, previous) : undefined
  return earlier === undefined ? without : splice(without, earlier, earlier + 1, '')
}

export function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end)
}

/** Where the comma behind a property is. */
function findComma(text: string, { offset, length }: Node): number | undefined {
  const scanner = createScanner(text, true)
  scanner.setPosition(offset + length)
  scanner.scan()
  const next = scanner.getTokenOffset()
  return text[next] === ',' ? next : undefined
}

/** The blanks at the start of the line on which a node begins, and some more. */
function findIndent(text: string, { offset }: Node, more: string): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  return (/^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '') + more
}
