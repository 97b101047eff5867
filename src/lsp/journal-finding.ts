import type { MirrorFinding } from './document-mirror.js'

/** What the journal could not keep; a replay from here may differ in it from what the editor has. */
export type JournalFinding =
  | { readonly kind: 'document'; readonly problem: MirrorFinding; readonly uri: string }
  | {
      readonly kind: 'limit-reached'
      readonly limit: 'folders' | 'progressTokens' | 'registrations' | 'diagnosticUris'
    }
  /** The message goes on as it is; gopls or the editor may understand more than we do. */
  | { readonly kind: 'not-understood'; readonly method: string }
