import type { MirrorLimits } from './document-mirror.js'
import type { PendingLimits } from './pending-requests.js'

/** No session of a person comes near these; they bound what a broken editor or gopls can make us hold. */
export interface JournalLimits {
  readonly pending: PendingLimits
  readonly documents: MirrorLimits
  readonly folders: number
  readonly progressTokens: number
  readonly registrations: number
  readonly diagnosticUris: number
}

export const journalLimits: JournalLimits = {
  pending: { requests: 10_000, bodyBytes: 64 * 1024 * 1024 },
  documents: { documents: 10_000, textUnits: 64 * 1024 * 1024 },
  folders: 1_000,
  progressTokens: 1_000,
  registrations: 1_000,
  diagnosticUris: 50_000,
}
