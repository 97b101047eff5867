import fc from 'fast-check'

/** The same value as JSON in any of its spellings: order of members, space between tokens, escapes in strings. */
export function anySpelling(value: unknown): fc.Arbitrary<string> {
  const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n'), maxLength: 3 })
  return fc.infiniteStream(fc.nat(1_000)).chain(choices =>
    fc.tuple(space, space, space).map(([before, between, after]) => {
      const choose = (options: number): number => (choices.next().value ?? 0) % options
      return before + spell(value, between, choose) + after
    }),
  )
}

type Choose = (options: number) => number

function spell(value: unknown, space: string, choose: Choose): string {
  if (typeof value === 'string') return spellString(value, choose)
  if (Array.isArray(value))
    return `[${space}${value.map(item => spell(item, space, choose)).join(`${space},${space}`)}${space}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  const shuffled = members
    .map(member => ({ member, rank: choose(1_000) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ member }) => member)
  const spelled = shuffled.map(
    ([key, member]) => `${spellString(key, choose)}${space}:${space}${spell(member, space, choose)}`,
  )
  return `{${space}${spelled.join(`${space},${space}`)}${space}}`
}

function spellString(text: string, choose: Choose): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  if (choose(3) > 0) return JSON.stringify(text)
  const escaped = units.map(unit =>
    choose(2) === 0 && unit >= 0x20 && unit < 0x7f && unit !== 0x22 && unit !== 0x5c
      ? String.fromCharCode(unit)
      : `\\u${unit.toString(16).padStart(4, '0')}`,
  )
  return `"${escaped.join('')}"`
}
