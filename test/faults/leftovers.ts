import { openProcessTable } from '../../src/host/open-process-table.js'
import { signalProcess } from '../../src/host/signal.js'
import { findLeftBehind } from '../host/find-left-behind.js'

/** What still runs of these homes a moment after all was told to end is ended, and named; each is of one row alone. */
export async function clearLeftovers(homes: readonly string[]): Promise<readonly string[]> {
  const table = await openProcessTable(process.platform)
  const left = await findLeftBehind(table, homes)
  for (const { pid, start } of left)
    await signalProcess(table, { pid, start, bootId: table.bootId }, 'SIGKILL')
  return left.map(({ command }) => `left behind: ${command.slice(0, 120)}`)
}
