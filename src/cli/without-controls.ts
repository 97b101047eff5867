/** One line in which texts of editors and of gopls may stand: a terminal must not obey them. */
export function withoutControls(line: string): string {
  return line.replace(/\p{Cc}+/gu, ' ')
}
