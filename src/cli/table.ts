import type { Paint, Tone } from './paint.js'

export type Cell = string | { readonly text: string; readonly tone: Tone }

/** Rows as lines with aligned columns; colours do not count for the width. */
export function formatTable(rows: readonly (readonly Cell[])[], paint: Paint): readonly string[] {
  const widths = columnWidths(rows)
  return rows.map(row =>
    row
      .map((cell, column) => formatCell(cell, widths[column] ?? 0, paint))
      .join('  ')
      .trimEnd(),
  )
}

function columnWidths(rows: readonly (readonly Cell[])[]): readonly number[] {
  const columns = Math.max(0, ...rows.map(row => row.length))
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map(row => cellText(row[column] ?? '').length)),
  )
}

function formatCell(cell: Cell, width: number, paint: Paint): string {
  const text = cellText(cell)
  const padding = ' '.repeat(width - text.length)
  return (typeof cell === 'string' ? text : paint(text, cell.tone)) + padding
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}
