import { stat } from 'node:fs/promises'
import type { CandidateSource } from './candidates.js'

/** A gopls that answered `gopls version`. */
export interface GoplsBinary {
  /** What to start. Not `realPath`: behind a mise shim that is mise itself. */
  readonly path: string
  readonly realPath: string
  /** `v0.23.0`, or `(devel)` for one built from a checkout. */
  readonly version: string
  /** Changes when the file is replaced or rewritten. */
  readonly fileIdentity: string
  readonly source: CandidateSource
  /** A wrapper or an asdf shim, say: it may call `gopls` by name, and so our drop-in. */
  readonly isScript: boolean
}

/** Device, inode, size and change time (ns) of the file behind a path; undefined when there is none. */
export async function readFileIdentity(path: string): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined)
  return stats && [stats.dev, stats.ino, stats.size, stats.mtimeNs].join(':')
}
