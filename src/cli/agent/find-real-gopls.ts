import type { Configuration } from '../../config/load.js'
import type { GoplsBinary } from '../../gopls/gopls-binary.js'
import { RealGopls } from '../../supervisor/real-gopls.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { AgentHost, Refusal } from './agent-host.js'

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
  if (search.ok && realGopls.binary) return { ok: true, binary: realGopls.binary }
  const isWrongSetting = !search.ok && search.explicit
  const exitCode: ExitCode = isWrongSetting ? exitCodes.wrongConfiguration : exitCodes.missing
  return { ok: false, exitCode, message: search.ok ? 'no gopls was found' : search.explanation }
}
