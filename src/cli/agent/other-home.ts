import { dirname } from 'node:path'
import { resolvePaths } from '../../host/paths.js'
import { plistFileOf } from '../../launchd/install-plan.js'
import { readPlistFile } from '../../launchd/plist-file.js'
import type { AgentHost } from './agent-host.js'
import { agents } from './agents.js'

/** What to type where an agent was installed with another GOPLS_GUARDIAN_HOME; undefined where it was with this one. */
export async function findOtherHome(host: AgentHost): Promise<string | undefined> {
  const { paths } = host.locations
  for (const { label } of agents) {
    const file = plistFileOf(paths, label)
    const plist = await readPlistFile(file)
    const program = plist.kind === 'ours' ? plist.programArguments[0] : undefined
    if (program === undefined || program.startsWith(`${paths.appFolder}/`)) continue
    // <state>/app/current/bin/gopls-guardian
    const home = dirname(dirname(dirname(dirname(program))))
    const how = home === usualHome(host) ? 'Unset GOPLS_GUARDIAN_HOME' : `Set GOPLS_GUARDIAN_HOME=${home}`
    return `${file} starts ${program}, which was installed from another folder than ${paths.stateFolder}. ${how}, then try again.`
  }
  return undefined
}

function usualHome({ platform, environment, homeFolder, currentFolder }: AgentHost): string {
  const usual = { ...environment, GOPLS_GUARDIAN_HOME: undefined }
  return resolvePaths({ platform, environment: usual, homeFolder, currentFolder }).stateFolder
}
