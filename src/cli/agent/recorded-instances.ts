import type { InstanceRecord, ProcessRecord } from '../../supervisor/instance-record.js'
import { RecordStore } from '../../supervisor/record-store.js'
import type { AgentHost } from './agent-host.js'

export interface RecordedInstance extends InstanceRecord {
  readonly process: ProcessRecord
}

export function openRecordsOf({ locations }: Pick<AgentHost, 'locations'>): RecordStore {
  return new RecordStore({
    folder: locations.paths.instancesFolder,
    wallMs: Date.now,
    onSetAside: () => undefined,
    onTrouble: () => undefined,
  })
}

/** Every gopls that a daemon or a relay wrote down in this boot. */
export async function readRecordedInstances(
  host: Pick<AgentHost, 'locations' | 'table'>,
): Promise<readonly RecordedInstance[]> {
  const store = openRecordsOf(host)
  const records = await Promise.all(store.ids().map(id => store.read(id, host.table.bootId)))
  return records.filter((record): record is RecordedInstance => Boolean(record?.process))
}
