import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { identify } from '../../host/identity.js'
import { takeDaemonLock } from '../daemon-lock.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import type { AgentHost } from './agent-host.js'

/** Does what changes the installation while nobody else does. */
export async function whileAlone(
  terminal: Terminal,
  { locations, table }: AgentHost,
  change: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const owner = await identify(table, process.pid)
  if (!owner) throw new Error(`the process table does not show us, pid ${process.pid}`)
  const folder = join(locations.paths.stateFolder, 'install-lock')
  const locked = await takeDaemonLock(folder, table, owner)
  if (!locked.ok) {
    const isHeld = locked.reason === 'held'
    terminal.complain(
      isHeld
        ? `another installation is under way, with pid ${locked.holder.pid}. Wait for its end, then try again.`
        : `${locations.paths.stateFolder} cannot be used (${locked.message}). Make it writable, or set GOPLS_GUARDIAN_HOME to another folder.`,
    )
    return isHeld ? exitCodes.no : exitCodes.wrongConfiguration
  }
  try {
    return await change()
  } finally {
    await locked.lock.release()
    // Unless somebody else is at it by now; after a purge the state folder is empty too.
    for (const each of [folder, locations.paths.stateFolder]) await rmdir(each).catch(() => undefined)
  }
}
