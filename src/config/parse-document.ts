import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'

export type ParsedDocument =
  | { readonly ok: true; readonly root: Node }
  | { readonly ok: false; readonly offset: number; readonly reason: string }

/** Parses JSONC (comments and trailing commas allowed) up to its first error. */
export function parseDocument(text: string): ParsedDocument {
  const deepOffset = findTooDeep(text)
  if (deepOffset !== undefined) {
    return { ok: false, offset: deepOffset, reason: `more than ${deepestNesting} levels of brackets` }
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  const [first] = errors
  if (first)
    return { ok: false, offset: first.offset, reason: explainSyntax(printParseErrorCode(first.error)) }
  if (!root) return { ok: false, offset: 0, reason: 'the file is empty; {} takes the default for everything' }
  return { ok: true, root }
}

const deepestNesting = 32

/** The parser is recursive, so what is nested without end would exhaust the stack. */
function findTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true)
  let depth = 0
  while (scanner.getPosition() < text.length) {
    scanner.scan()
    const first = text[scanner.getTokenOffset()]
    if (first === '{' || first === '[') depth += 1
    if (first === '}' || first === ']') depth -= 1
    if (depth > deepestNesting) return scanner.getTokenOffset()
  }
  return undefined
}

function explainSyntax(code: string): string {
  return syntaxReasons[code] ?? `not JSONC (${code})`
}

const syntaxReasons: Readonly<Record<string, string>> = {
  InvalidSymbol: 'not a value; strings need double quotes, the only words are true, false and null',
  InvalidNumberFormat: 'not a number as JSON writes them',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":" between the key and its value',
  CommaExpected: 'expected "," between two entries',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected nothing more after the end of the configuration',
  InvalidCommentToken: 'a comment is not allowed here',
  UnexpectedEndOfComment: 'a comment that begins with /* needs */ at its end',
  UnexpectedEndOfString: 'a string needs a double quote at its end, on the same line',
  UnexpectedEndOfNumber: 'a number ends too early',
  InvalidUnicode: 'a \\u in a string needs four hexadecimal digits',
  InvalidEscapeCharacter: 'only \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u are allowed after a backslash',
  InvalidCharacter: 'a control character in a string must be escaped',
}
