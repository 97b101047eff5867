import { listApplicationsInUse } from '../../launchd/uninstall-applications.js'
import { ConnectionRecord } from '../editors/connection-record.js'
import type { AgentHost } from './agent-host.js'
import { endInstances } from './end-instances.js'
import { findPointingEditors } from './find-editors.js'
import type { Leftovers } from './leftovers.js'
import { listOtherCommands } from './other-commands.js'

/** Ends every gopls that the agents leave behind, but for a daemon's in the foreground; and looks who uses the rest. */
export async function endWhatIsLeft(
  host: AgentHost,
  foreground: number | undefined,
  purge: boolean,
): Promise<Leftovers & { readonly ended: readonly number[] }> {
  const { appFolder, binFolder, stateFolder } = host.locations.paths
  const instances = foreground === undefined ? await endInstances(host) : noInstances
  const commands = purge ? [] : await listOtherCommands(host.table)
  const connectedFiles = await new ConnectionRecord(stateFolder).files()
  return {
    ...instances,
    foreground,
    applications: await listApplicationsInUse(appFolder, commands),
    pointing: await findPointingEditors(host, binFolder, connectedFiles),
  }
}

const noInstances = { ended: [], stuck: [], relaysGopls: 0 }
