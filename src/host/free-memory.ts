import { freemem } from 'node:os'

/**
 * Memory that a new process can have without another's being taken. On Linux that is `MemAvailable`; macOS counts only
 * the pages that nobody has at all, so that it tells of less than there is.
 */
export function readFreeBytes(): number {
  return freemem()
}
