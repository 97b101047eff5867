import type { LeaseRequest } from '../control/supervision.js'
import type { Environment } from '../gopls/search-folders.js'
import type { ToolchainCache } from '../gopls/toolchain-cache.js'
import type { EditorsGopls } from './editors-gopls.js'
import type { SlotLease } from './instance-record.js'
import { fingerprint, leaseKey } from './lease-key.js'

/** What the gopls of a slot is started with. In memory only: an environment holds secrets. */
export interface Provision {
  readonly lease: SlotLease
  /** The real gopls that the environment names; null for the usual one. */
  readonly named: string | null
  readonly environment: Environment
  /** Where we may not open the workspace's folders ourselves. */
  readonly throughRelay: boolean
}

export interface ProvisionSources {
  readonly gopls: Pick<EditorsGopls, 'choose'>
  readonly toolchains: Pick<ToolchainCache, 'get'>
  readonly isolation: 'workspace' | 'shared' | 'session'
  /** Of whoever keeps a gopls warm. */
  readonly ownEnvironment: Environment
}

export type ProvisionResult =
  | {
      readonly ok: true
      readonly provision: Omit<Provision, 'throughRelay'>
      /** Whether one that was started without an editor would be the same. */
      readonly isLikeWarm: boolean
    }
  | { readonly ok: false; readonly explanation: string }

/** Finds out what a lease means: which gopls, which Go, and who else would want the same. */
export async function provide(request: LeaseRequest, sources: ProvisionSources): Promise<ProvisionResult> {
  const { gopls, toolchains, isolation, ownEnvironment } = sources
  const { environment, goplsArgs, roots } = request
  const chosen = await gopls.choose(environment)
  if (!chosen.ok) return chosen
  const [toolchain, ours, usual] = await Promise.all([
    toolchains.get(environment),
    toolchains.get(ownEnvironment),
    gopls.choose(ownEnvironment),
  ])
  const facts = { ...request, isolation, goplsPath: chosen.path, toolchain }
  const warm = usual.ok && fingerprint({ goplsPath: usual.path, goplsArgs: [], toolchain: ours })
  return {
    ok: true,
    isLikeWarm: fingerprint(facts) === warm,
    provision: {
      lease: { key: leaseKey(facts), roots: isolation === 'shared' ? [] : roots, goplsArgs },
      named: chosen.named,
      environment,
    },
  }
}
