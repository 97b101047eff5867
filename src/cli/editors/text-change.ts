/** One place where a text differs from what it was. */
export interface TextChange {
  readonly offset: number
  readonly removed: string
  readonly inserted: string
}

/** The smallest change that makes `after` of `before`. */
export function findChange(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length)
  let offset = 0
  while (offset < shorter && before[offset] === after[offset]) offset += 1
  let same = 0
  while (same < shorter - offset && before.at(-1 - same) === after.at(-1 - same)) same += 1
  return {
    offset,
    removed: before.slice(offset, before.length - same),
    inserted: after.slice(offset, after.length - same),
  }
}

/** The text before the change, from the one behind it. */
export function undoChange(after: string, { offset, removed, inserted }: TextChange): string {
  return after.slice(0, offset) + removed + after.slice(offset + inserted.length)
}

/** The lines that differ as `-` and `+`, with the line above and below them. */
export function describeChange(before: string, after: string): readonly string[] {
  const [old, now] = [before, after].map(text => text.split(/\r?\n/)) as [string[], string[]]
  const isSame = (index: number, fromEnd: boolean) =>
    fromEnd ? old.at(-1 - index) === now.at(-1 - index) : old[index] === now[index]
  const shorter = Math.min(old.length, now.length)
  let top = 0
  while (top < shorter && isSame(top, false)) top += 1
  let bottom = 0
  while (bottom < shorter - top && isSame(bottom, true)) bottom += 1
  return [
    ...old.slice(Math.max(0, top - 1), top).map(line => `  ${line}`),
    ...old.slice(top, old.length - bottom).map(line => `- ${line}`),
    ...now.slice(top, now.length - bottom).map(line => `+ ${line}`),
    ...old.slice(old.length - bottom, old.length - bottom + 1).map(line => `  ${line}`),
  ]
}
