/** In UTF-16 units, as a string of JavaScript counts. */
export interface Position {
  readonly line: number
  readonly character: number
}

export interface Range {
  readonly start: Position
  readonly end: Position
}

export interface TextEdit {
  readonly range: Range
  readonly newText: string
}

export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

export function offsetAt(text: string, { line, character }: Position): number {
  let lineStart = 0
  for (let passed = 0; passed < line; passed += 1) {
    const lineEnd = text.indexOf('\n', lineStart)
    if (lineEnd < 0) return text.length
    lineStart = lineEnd + 1
  }
  return Math.min(lineStart + character, text.length)
}
