/** In which units a column is counted (LSP specification, "PositionEncodingKind"). */
export const positionEncodings = ['utf-8', 'utf-16', 'utf-32'] as const
export type PositionEncoding = (typeof positionEncodings)[number]

/** The column in UTF-16 units; one inside of a character is its start. */
export function toUtf16Column(line: string, column: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-16') return column
  let units = 0
  let utf16Column = 0
  while (utf16Column < line.length) {
    const codePoint = line.codePointAt(utf16Column) ?? 0
    units += encoding === 'utf-8' ? utf8Units(codePoint) : 1
    if (units > column) return utf16Column
    utf16Column += codePoint > 0xffff ? 2 : 1
  }
  return utf16Column
}

function utf8Units(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}
