import { isAlive } from '../../host/identity.js'
import { terminate } from '../../supervisor/terminate.js'
import type { AgentHost } from './agent-host.js'
import { openRecordsOf, readRecordedInstances } from './recorded-instances.js'

export interface EndedInstances {
  readonly ended: readonly number[]
  /** Pids that are still there after SIGKILL. */
  readonly stuck: readonly number[]
  /** How many were left to the relays that supervise them. */
  readonly relaysGopls: number
}

/** Ends every gopls that a daemon left behind, each of them after a look at who it is. */
export async function endInstances(host: AgentHost): Promise<EndedInstances> {
  const { table } = host
  const store = openRecordsOf(host)
  const ended: number[] = []
  const stuck: number[] = []
  let relaysGopls = 0
  for (const { id, owner, process } of await readRecordedInstances(host)) {
    if (owner !== null && (await isAlive(table, owner))) {
      relaysGopls += 1
      continue
    }
    const { identity } = process
    const wasAlive = await isAlive(table, identity)
    const isGone = await terminate(identity, { ...limits, table, signal: new AbortController().signal })
    if (isGone) store.remove(id)
    if (!isGone) stuck.push(identity.pid)
    else if (wasAlive) ended.push(identity.pid)
  }
  return { ended, stuck, relaysGopls }
}

const limits = { termGraceMs: 2_000, quitGraceMs: 0, wantsStacks: false, onSignal: () => undefined }
