/** The bytes that give JSON its structure. */
export const quote = 0x22
export const comma = 0x2c
export const colon = 0x3a
export const openBracket = 0x5b
export const closeBracket = 0x5d
export const openBrace = 0x7b
export const closeBrace = 0x7d
const backslash = 0x5c
const space = 0x20

/** A string longer than this is searched natively for its end. */
const steppedBytes = 64

/** Where the value that begins here ends (exclusive); -1 when it does not. What is nested in it is not validated. */
export function skipValue(json: Buffer, at: number): number {
  const first = json[at]
  if (first === quote) return skipString(json, at)
  if (first === openBrace || first === openBracket) return skipNested(json, at)
  return skipScalar(json, at)
}

export function skipSpace(json: Buffer, at: number): number {
  let end = at
  while (isSpace(json[end])) end += 1
  return end
}

/** Where the string ends whose opening quote is here (exclusive); -1 when it does not. */
export function skipString(json: Buffer, openingQuote: number): number {
  let at = openingQuote + 1
  for (;;) {
    const stepTo = Math.min(at + steppedBytes, json.length)
    while (at < stepTo) {
      const byte = json[at]
      if (byte === quote) return at + 1
      at += byte === backslash ? 2 : 1
    }
    const found = json.indexOf(quote, at)
    if (found < 0) return -1
    if (countBackslashesBefore(json, found, at) % 2 === 0) return found + 1
    at = found + 1
  }
}

function countBackslashesBefore(json: Buffer, end: number, start: number): number {
  let at = end
  while (at > start && json[at - 1] === backslash) at -= 1
  return end - at
}

function skipNested(json: Buffer, start: number): number {
  let depth = 0
  let at = start
  while (at < json.length) {
    const byte = json[at]
    if (byte === quote) {
      at = skipString(json, at)
      if (at < 0) return -1
      continue
    }
    at += 1
    if (byte === openBrace || byte === openBracket) depth += 1
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return -1
}

function skipScalar(json: Buffer, start: number): number {
  let at = start
  while (at < json.length && !endsScalar(json[at])) at += 1
  return at > start && at < json.length ? at : -1
}

function endsScalar(byte: number | undefined): boolean {
  return byte === comma || byte === closeBrace || byte === closeBracket || isSpace(byte)
}

function isSpace(byte: number | undefined): boolean {
  return byte === space || byte === 0x0a || byte === 0x0d || byte === 0x09
}
