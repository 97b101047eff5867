import { createHash } from 'node:crypto'
import type { Toolchain } from '../gopls/toolchain.js'

/** What makes two editors share one gopls, or not. */
export interface LeaseFacts {
  readonly isolation: 'workspace' | 'shared' | 'session'
  readonly session: string
  readonly roots: readonly string[]
  readonly goplsPath: string
  readonly goplsArgs: readonly string[]
  readonly toolchain: Toolchain
}

/** Equal for editors whose gopls would find the same Go in the same way. */
export function fingerprint({
  goplsPath,
  goplsArgs,
  toolchain,
}: Pick<LeaseFacts, 'goplsPath' | 'goplsArgs' | 'toolchain'>): string {
  const tools = Object.entries(toolchain.tools).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return digest([goplsPath, goplsArgs, tools, toolchain.goEnvironment, toolchain.home])
}

/** Equal for sessions that share one gopls. It names no path, so that it can be told. */
export function leaseKey(facts: LeaseFacts): string {
  const scope = {
    workspace: digest([...new Set(facts.roots)].toSorted()),
    shared: 'shared',
    session: digest(facts.session),
  }[facts.isolation]
  return `${fingerprint(facts)}/${scope}`
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24)
}
