import { formatQuantity, parseQuantity, type Units } from './quantity.js'

export const byteSizePattern = '^[0-9]+(\\.[0-9]+)?(GiB|GB|MiB|MB|KiB|KB|B)$'

/** Reads "6GiB", "200MB", "512KiB" or "1024B" as whole bytes; undefined when it is no size. */
export function parseByteSize(text: string): number | undefined {
  return parseQuantity(text, units)
}

export function formatByteSize(bytes: number): string {
  return formatQuantity(bytes, units)
}

const units: Units = [
  ['GiB', 1024 ** 3],
  ['GB', 1000 ** 3],
  ['MiB', 1024 ** 2],
  ['MB', 1000 ** 2],
  ['KiB', 1024],
  ['KB', 1000],
  ['B', 1],
]
