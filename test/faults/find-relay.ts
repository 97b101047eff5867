import { openProcessTable } from '../../src/host/open-process-table.js'

/** The pid of the one relay that an editor of this process has started. */
export async function findRelay(): Promise<number> {
  const rows = await (await openProcessTable(process.platform)).readEvery()
  const relays = rows.filter(
    ({ parentPid, state, command }) =>
      parentPid === process.pid && state !== 'zombie' && /\/lsp\.js\b/.test(command),
  )
  const [relay] = relays
  if (!relay || relays.length > 1) throw new Error(`${relays.length} relays`)
  return relay.pid
}
