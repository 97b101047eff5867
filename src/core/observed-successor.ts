import type { ObservedGopls } from './observed-gopls.js'

/** A newcomer replaces the one before it, which may take a moment to go. */
const overlapMs = 60_000

/**
 * The pid of the newest server that the same editor window has started since; null where there is none.
 * What somebody starts in a terminal belongs to no window.
 */
export function findSuccessor(gopls: ObservedGopls, all: readonly ObservedGopls[]): number | null {
  if (gopls.kind !== 'stdio' || gopls.ownerPid === null || gopls.editor === 'terminal') return null
  const newer = all.filter(
    other =>
      other.kind === 'stdio' &&
      other.ownerPid === gopls.ownerPid &&
      other.ageMs >= overlapMs &&
      other.ageMs < gopls.ageMs,
  )
  return newer.toSorted((a, b) => a.ageMs - b.ageMs)[0]?.pid ?? null
}
