import type { Configuration } from '../config/load.js'
import { explainMissing } from '../gopls/explain-missing.js'
import { findGopls, type GoplsNotFound } from '../gopls/find.js'
import { type GoplsBinary, readFileIdentity } from '../gopls/gopls-binary.js'
import { type InstallResult, installGopls } from '../gopls/install.js'
import { writeRealGoplsFile } from '../gopls/real-gopls-file.js'
import { chooseRelease } from '../gopls/releases.js'
import type { Paths } from '../host/paths.js'
import type { EventKind } from './event-log.js'

export interface RealGoplsDependencies {
  readonly paths: Paths
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly homeFolder: string
  readonly configuration: () => Configuration
  readonly emit: (kind: EventKind, data: Readonly<Record<string, unknown>>) => void
  readonly onProgress: (line: string) => void
}

export type SearchResult =
  | { readonly ok: true; readonly isOther: boolean }
  /** `explicit`: a setting names it, so the setting is wrong. */
  | { readonly ok: false; readonly explicit: boolean; readonly explanation: string }

/** Which gopls is the real one, now: found once, looked after while the daemon runs. */
export class RealGopls {
  readonly #deps: RealGoplsDependencies
  #binary: GoplsBinary | undefined
  #isMissing = false

  constructor(deps: RealGoplsDependencies) {
    this.#deps = deps
  }

  get binary(): GoplsBinary | undefined {
    return this.#binary
  }

  /** True from a search that found none until one that does. */
  get isMissing(): boolean {
    return this.#isMissing
  }

  /** Finds it, installs it where the settings allow that, and writes it down for the drop-in. */
  async search(): Promise<SearchResult> {
    const found = await findGopls(this.#places())
    if (found.ok) return this.#take(found.binary)
    const installed = found.explicit ? undefined : await this.#install(found)
    if (installed?.ok) return this.#take(installed.binary)
    this.#isMissing = true
    const explanation = [
      ...(installed ? [`${installed.detail} ${installed.next}`] : []),
      explainMissing(found, this.#deps.platform),
    ].join('\n')
    return { ok: false, explicit: found.explicit, explanation }
  }

  /** Searches again when the file that was found is gone or another; says whether there is another gopls now. */
  async lookAgain(): Promise<boolean> {
    const path = this.#binary?.path
    const identity = path === undefined ? undefined : await readFileIdentity(path)
    if (identity !== undefined && identity === this.#binary?.fileIdentity) {
      this.#isMissing = false
      return false
    }
    const wasMissing = this.#isMissing
    const result = await this.search()
    if (result.ok) return result.isOther
    if (!wasMissing) this.#deps.emit('gopls.missing', { explanation: result.explanation })
    return false
  }

  async #take(binary: GoplsBinary): Promise<SearchResult> {
    const before = this.#binary
    const isOther =
      before !== undefined && (before.path !== binary.path || before.fileIdentity !== binary.fileIdentity)
    this.#binary = binary
    this.#isMissing = false
    const { path, version, source } = binary
    if (before === undefined || isOther)
      this.#deps.emit(isOther ? 'gopls.changed' : 'gopls.found', { path, version, source })
    await writeRealGoplsFile(this.#deps.paths.realGoplsFile, path).catch((error: unknown) =>
      this.#deps.emit('record.unwritable', { detail: String(error) }),
    )
    return { ok: true, isOther }
  }

  async #install({ go }: GoplsNotFound): Promise<InstallResult | undefined> {
    if (!go || this.#deps.configuration().settings.gopls.install !== 'pinned') return undefined
    const release = chooseRelease(go.version)
    if (!release) return undefined
    const { paths, environment, onProgress } = this.#deps
    return installGopls({ go, release, toolsFolder: paths.toolsFolder, environment, onProgress })
  }

  #places(): Parameters<typeof findGopls>[0] {
    const { paths, environment, homeFolder } = this.#deps
    const { settings, origins } = this.#deps.configuration()
    const path = settings.gopls.path ?? undefined
    const origin = origins['gopls.path']?.origin
    return {
      flag: origin === 'flag' ? path : undefined,
      file: origin === 'file' ? path : undefined,
      toolsFolder: paths.toolsFolder,
      binFolder: paths.binFolder,
      environment,
      homeFolder,
    }
  }
}
