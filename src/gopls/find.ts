import { type Candidate, type ExplicitPlaces, explicitCandidate, listCandidates } from './candidates.js'
import { findGo, type GoTool } from './find-go.js'
import type { GoplsBinary } from './gopls-binary.js'
import { type RefusalReason, verifyGopls } from './verify.js'

export interface FindGoplsOptions extends ExplicitPlaces {
  readonly toolsFolder: string
  /** Where our drop-in is installed; nothing in there is the real gopls. */
  readonly binFolder?: string | undefined
  /** For each program asked, `gopls version` and `go env`. */
  readonly timeoutMs?: number | undefined
}

export interface RefusedCandidate extends Candidate {
  readonly reason: RefusalReason
  readonly detail: string
}

export interface GoplsNotFound {
  readonly ok: false
  /** True when somebody gave the path; then it is the only one tried. */
  readonly explicit: boolean
  readonly tried: readonly RefusedCandidate[]
  /** Known only when nobody gave a path. */
  readonly go: GoTool | undefined
}

export interface GoplsFound {
  readonly ok: true
  readonly binary: GoplsBinary
  /** The better places, which had no working gopls. */
  readonly tried: readonly RefusedCandidate[]
}

/** Finds the real gopls: the first candidate that proves to be one. */
export async function findGopls(options: FindGoplsOptions): Promise<GoplsFound | GoplsNotFound> {
  const explicit = explicitCandidate(options) !== undefined
  const go = explicit ? undefined : await findGo(options)
  const tried: RefusedCandidate[] = []
  for (const candidate of listCandidates({ ...options, goEnv: go })) {
    const result = await verifyGopls(candidate, options)
    if (result.ok) return { ok: true, binary: result.binary, tried }
    tried.push({ ...candidate, reason: result.reason, detail: result.detail })
  }
  return { ok: false, explicit, tried, go }
}
