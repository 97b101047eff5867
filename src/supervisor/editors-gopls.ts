import { explicitCandidate } from '../gopls/candidates.js'
import { explainMissing } from '../gopls/explain-missing.js'
import { type GoplsBinary, readFileIdentity } from '../gopls/gopls-binary.js'
import type { Environment } from '../gopls/search-folders.js'
import { verifyGopls } from '../gopls/verify.js'
import type { RealGopls } from './real-gopls.js'

export interface EditorsGoplsOptions {
  /** The one for all who name none. */
  readonly usual: Pick<RealGopls, 'binary' | 'isMissing'>
  readonly binFolder: string
  readonly homeFolder: string
  readonly platform: NodeJS.Platform
}

export type EditorsGoplsResult =
  /** `named` is null for the usual one, whatever that is at the time. */
  | { readonly ok: true; readonly path: string; readonly named: string | null }
  | { readonly ok: false; readonly explanation: string }

const maxKnown = 32

/** Which real gopls an editor means: the one that its environment names, else the usual one. */
export class EditorsGopls {
  readonly #options: EditorsGoplsOptions
  /** Those that environments named, by path; asked for their version only when the file is another. */
  readonly #known = new Map<string, GoplsBinary>()

  constructor(options: EditorsGoplsOptions) {
    this.#options = options
  }

  async choose(environment: Environment): Promise<EditorsGoplsResult> {
    const { usual, homeFolder } = this.#options
    const named = explicitCandidate({ environment, homeFolder })
    if (named && named.path !== usual.binary?.path) return this.#verify(named, environment)
    if (!usual.binary || usual.isMissing) return { ok: false, explanation: nothingFound }
    return { ok: true, path: usual.binary.path, named: null }
  }

  /** The one that was chosen, as it is now. */
  find(named: string | null): GoplsBinary | undefined {
    return named === null ? this.#options.usual.binary : this.#known.get(named)
  }

  async #verify(
    candidate: NonNullable<ReturnType<typeof explicitCandidate>>,
    environment: Environment,
  ): Promise<EditorsGoplsResult> {
    const { path } = candidate
    const fileIdentity = await readFileIdentity(path)
    if (fileIdentity !== undefined && this.#known.get(path)?.fileIdentity === fileIdentity)
      return { ok: true, path, named: path }
    const { binFolder, platform } = this.#options
    const result = await verifyGopls(candidate, { binFolder, environment })
    if (!result.ok) {
      const tried = [{ ...candidate, reason: result.reason, detail: result.detail }]
      return {
        ok: false,
        explanation: explainMissing({ ok: false, explicit: true, tried, go: undefined }, platform),
      }
    }
    this.#known.delete(path)
    this.#known.set(path, result.binary)
    for (const oldest of [...this.#known.keys()].slice(0, -maxKnown)) this.#known.delete(oldest)
    return { ok: true, path, named: path }
  }
}

const nothingFound = 'The real gopls is not found any more. See: gopls-guardian status'
