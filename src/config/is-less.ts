import { parseByteSize } from './byte-size.js'
import { parseDuration } from './duration.js'

/** False, too, for what is no quantity: `type` or `pattern` has refused that already. */
export function isLess(left: unknown, right: unknown): boolean {
  return measure(left) < measure(right)
}

function measure(quantity: unknown): number {
  if (typeof quantity !== 'string') return Number.NaN
  return parseDuration(quantity) ?? parseByteSize(quantity) ?? Number.NaN
}
