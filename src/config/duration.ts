import { formatQuantity, parseQuantity, type Units } from './quantity.js'

export const durationPattern = '^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$'

/** Reads "250ms", "5s", "1.5m" or "1h" as whole milliseconds; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, units)
}

export function formatDuration(durationMs: number): string {
  return formatQuantity(durationMs, units)
}

const units: Units = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]
