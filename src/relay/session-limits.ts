import type { LoadLimits } from './load-watch.js'

export interface SessionLimits extends LoadLimits {
  /** How long `initialize` is held while there is no gopls to answer it. */
  readonly initializeMs: number
  /** A gopls that does not answer a replayed `initialize` in this time never will. */
  readonly openingMs: number
  /** A gopls that is loaded beside another has this long for it, */
  readonly moveMs: number
  /** does not wait longer than this for the diagnostics to come to rest, */
  readonly settleMs: number
  /** and waits this long for a moment at which nothing is unanswered. */
  readonly switchMs: number
  /** How long gopls has to answer `shutdown`: after an edit it first waits out its `diagnosticsDelay`, 1 s. */
  readonly shutdownMs: number
  /** Between attempts that led nowhere: doubled each time. */
  readonly retryMinMs: number
  readonly retryMaxMs: number
  /** What happens often is told the supervisor once in this time. */
  readonly gatherMs: number
}

export const sessionLimits: SessionLimits = {
  initializeMs: 60_000,
  openingMs: 60_000,
  loadMs: 30_000,
  quietMs: 2_000,
  moveMs: 80_000,
  settleMs: 5_000,
  switchMs: 30_000,
  shutdownMs: 1_500,
  retryMinMs: 100,
  retryMaxMs: 5_000,
  gatherMs: 10_000,
}
