export interface GoplsRelease {
  readonly version: string
  /** The second number of the Go release that it needs: 27 for Go 1.27.0. */
  readonly minGoMinor: number
}

/** Releases of gopls that gopls-guardian is tested with, newest first; each one's go.mod says which Go it needs. */
export const pinnedReleases: readonly GoplsRelease[] = [
  { version: 'v0.24.0', minGoMinor: 27 },
  { version: 'v0.23.0', minGoMinor: 26 },
  { version: 'v0.21.1', minGoMinor: 25 },
]

/** The newest pinned release that this Go can build; undefined when it is too old, or no version is to be seen. */
export function chooseRelease(goVersion: string): GoplsRelease | undefined {
  const minor = finishedMinor(goVersion)
  return pinnedReleases.find(release => minor >= release.minGoMinor)
}

/** Go counts 1.27rc1 and a devel 1.27 as older than the 1.27.0 that a go.mod asks for. */
function finishedMinor(goVersion: string): number {
  const match = /\bgo1\.(\d+)(rc|beta|-)?/.exec(goVersion)
  if (!match) return 0
  const unfinished = match[2] !== undefined
  return Number(match[1]) - (unfinished ? 1 : 0)
}
