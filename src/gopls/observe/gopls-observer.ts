import type { ObservedGopls } from '../../core/observed-gopls.js'
import { openMacosFootprints } from '../../host/macos-footprint.js'
import type { LookTime } from '../../host/process-age.js'
import type { ProcessTable } from '../../host/process-table.js'
import { chooseReadFacts, GoplsFiles } from './gopls-files.js'
import { type IsOurs, recogniseGopls } from './recognise-gopls.js'

export interface GoplsObserverOptions {
  readonly table: Pick<ProcessTable, 'readNamed'>
  readonly platform: NodeJS.Platform
  readonly readTime: () => LookTime
  readonly isOurs: IsOurs
}

/** Sees every gopls of this user that guardian did not start. */
export class GoplsObserver {
  readonly #options: GoplsObserverOptions
  readonly #files: GoplsFiles
  readonly #footprints

  constructor(options: GoplsObserverOptions) {
    this.#options = options
    this.#files = new GoplsFiles(chooseReadFacts(options.platform))
    this.#footprints = options.platform === 'darwin' ? openMacosFootprints() : undefined
  }

  /** One call of the process table, and nothing else where no such gopls is found. Rejects when that cannot be read. */
  async look(): Promise<readonly ObservedGopls[]> {
    const { table, readTime, isOurs } = this.#options
    const rows = await table.readNamed('gopls')
    const found = recogniseGopls(rows, isOurs, readTime())
    const pids = found.map(({ pid }) => pid)
    return this.#files.describe(this.#footprints?.apply(found, pids) ?? found)
  }
}
