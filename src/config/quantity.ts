/** Unit names and their sizes in the smallest unit, largest first. */
export type Units = readonly (readonly [name: string, size: number])[]

/** Reads `NUMBER UNIT` without a blank, rounded to the smallest unit; undefined when it is anything else. */
export function parseQuantity(text: string, units: Units): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text)
  const size = units.find(([name]) => name === match?.[2])?.[1]
  if (match === null || size === undefined) return undefined
  return Math.round(Number(match[1]) * size)
}

/** Writes a whole amount with the largest unit that holds it without a fraction. */
export function formatQuantity(amount: number, units: Units): string {
  const unit = units.find(([, size]) => amount >= size && amount % size === 0) ?? units.at(-1)
  if (unit === undefined) throw new Error('a quantity needs at least one unit')
  const [name, size] = unit
  return `${amount / size}${name}`
}
