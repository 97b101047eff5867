/** The known key that an unknown one was most likely meant to be; undefined when none is near. */
export function findNearestKey(unknownKey: string, knownKeys: readonly string[]): string | undefined {
  const wanted = unknownKey.toLowerCase().slice(0, longestKey)
  const [nearest] = knownKeys
    .map(key => ({ key, edits: countEdits(wanted, key.toLowerCase()) }))
    .filter(({ key, edits }) => edits <= Math.ceil(key.length / 3))
    .sort((a, b) => a.edits - b.edits)
  return nearest?.key
}

/** No known key is as long; the rest of a longer one needs no comparing. */
const longestKey = 40

/** Levenshtein's distance, one row at a time. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = at(row, column) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, at(row, column + 1) + 1, at(next, column) + 1))
    }
    row = next
  }
  return at(row, to.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
