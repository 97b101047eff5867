import { openLinuxProcesses } from './linux-processes.js'
import { openMacosProcesses } from './macos-ps.js'
import type { ProcessTable } from './process-table.js'

/** The process table of this system. Rejects when the system does not tell one boot from another. */
export async function openProcessTable(platform: NodeJS.Platform): Promise<ProcessTable> {
  return platform === 'darwin' ? await openMacosProcesses() : openLinuxProcesses()
}
