import { createHash } from 'node:crypto'
import type { Environment } from './search-folders.js'
import { readToolchain, type Toolchain } from './toolchain.js'

export interface ToolchainCacheOptions {
  readonly nowMs: () => number
  readonly read?: (environment: Environment) => Promise<Toolchain>
}

/** `go env -w`, or another Go behind the same path, is seen after this long. */
const keptForMs = 60_000
const maxEntries = 32
/** What decides about the tools and about `go env`; everything else an editor has in its environment does not. */
const relevant = /^(PATH|HOME|XDG_(CONFIG|CACHE)_HOME|CC|CXX|FC|AR|PKG_CONFIG\w*|GO\w*|CGO_\w*|GCCGO\w*)$/

/** What environments mean to gopls, remembered for a moment: a window with ten folders asks ten times. */
export class ToolchainCache {
  readonly #nowMs: () => number
  readonly #read: (environment: Environment) => Promise<Toolchain>
  readonly #entries = new Map<string, { readonly untilMs: number; readonly toolchain: Promise<Toolchain> }>()

  constructor({ nowMs, read = readToolchain }: ToolchainCacheOptions) {
    this.#nowMs = nowMs
    this.#read = read
  }

  get(environment: Environment): Promise<Toolchain> {
    const key = digestRelevant(environment)
    const known = this.#entries.get(key)
    if (known && this.#nowMs() < known.untilMs) return known.toolchain
    const toolchain = this.#read(environment)
    this.#entries.delete(key)
    this.#entries.set(key, { untilMs: this.#nowMs() + keptForMs, toolchain })
    for (const oldest of [...this.#entries.keys()].slice(0, -maxEntries)) this.#entries.delete(oldest)
    return toolchain
  }
}

/** A digest, so that no environment is kept. */
function digestRelevant(environment: Environment): string {
  const entries = Object.entries(environment)
    .filter(([name]) => relevant.test(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex')
}
