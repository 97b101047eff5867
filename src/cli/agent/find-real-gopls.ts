import type { Configuration } from '../../config/load.js'
import { findGo } from '../../gopls/find-go.js'
import type { GoplsBinary } from '../../gopls/gopls-binary.js'
import { RealGopls } from '../../supervisor/real-gopls.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type AgentHost, type Refusal, refuse } from './agent-host.js'
import { findGuardedTrouble, needGo, needGopls } from './guarded-folders.js'

export type FoundGopls = { readonly ok: true; readonly binary: GoplsBinary } | Refusal

/** The gopls that the daemon will find; where there is none, a known release is installed if the settings allow that. */
export async function findRealGopls(
  host: AgentHost,
  configuration: Configuration,
  onProgress: (line: string) => void,
): Promise<FoundGopls> {
  const realGopls = new RealGopls({
    ...host,
    paths: host.locations.paths,
    configuration: () => configuration,
    emit: () => undefined,
    onProgress,
  })
  const search = await realGopls.search()
  if (search.ok && realGopls.binary) return checkPlaces(host, realGopls.binary)
  const isWrongSetting = !search.ok && search.explicit
  const exitCode: ExitCode = isWrongSetting ? exitCodes.wrongConfiguration : exitCodes.missing
  return { ok: false, exitCode, message: search.ok ? 'no gopls was found' : search.explanation }
}

/** gopls calls go, so the agent must be able to read both. */
async function checkPlaces(host: AgentHost, binary: GoplsBinary): Promise<FoundGopls> {
  const go = await findGo(host)
  const needed = [needGopls(binary.path), ...(go ? [needGo(go.path)] : [])]
  const trouble = await findGuardedTrouble(host, needed)
  return trouble === undefined ? { ok: true, binary } : refuse(exitCodes.wrongConfiguration, trouble)
}
