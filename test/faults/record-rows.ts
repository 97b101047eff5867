import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identify } from '../../src/host/identity.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { formatRecord, type InstanceRecord } from '../../src/supervisor/instance-record.js'
import { recordFile } from '../cli/leave-gopls.js'
import { makeHome } from '../cli/stand-in-daemon.js'
import { startGroup } from '../host/start-group.js'
import { isRunning } from '../supervisor/is-running.js'
import { sampleRecord } from '../supervisor/sample-record.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, startGuarded } from './guarded.js'

/** Each record names the pid of a bystander, whom any signal would end. */
const faults: readonly {
  readonly name: string
  readonly inject: string
  readonly spoil: (record: InstanceRecord) => string
}[] = [
  {
    name: 'recycled-pid',
    inject: 'a record whose pid is of another process by now',
    spoil: record => formatRecord(withIdentity(record, { start: '1' })),
  },
  {
    name: 'earlier-boot',
    inject: 'a record of an earlier boot, whose pid is in use again',
    spoil: record => formatRecord({ ...withIdentity(record, { bootId: 'earlier' }), bootId: 'earlier' }),
  },
  {
    name: 'record-cut',
    inject: 'a record that was cut in the middle',
    spoil: record => formatRecord(record).slice(0, formatRecord(record).length / 2),
  },
  ...[0.1, 0.5, 0.9].map(place => ({
    name: `record-bit-${place * 100}`,
    inject: `a record of another process in which one bit is flipped, at ${place * 100} %`,
    spoil: (record: InstanceRecord) => flipBit(formatRecord(withIdentity(record, { start: '1' })), place),
  })),
]

const recordFaults = faults.map(
  ({ name, inject, spoil }): FaultRow => ({
    name,
    inject,
    expected: { state: 'ready, healthy', event: 'record.set-aside' },
    longestMs: 10_000,
    mostKills: 1,
    holds: 'the bystander lives, also when Ctrl-C ends the gopls of the daemon itself, the one kill',
    skip: noGopls,
    run: async stage => {
      const { pid } = await startGroup(stage, 'echo ready; exec sleep 300')
      const identity = await identify(await openProcessTable(process.platform), pid)
      if (!identity) throw new Error('the bystander is gone')
      const home = await makeHome(stage)
      await mkdir(join(home, 'run', 'instances'), { recursive: true })
      await writeFile(recordFile(home), spoil(sampleRecord(identity)), { mode: 0o600 })
      const sinceMs = performance.now()
      const daemon = await startGuarded(stage, { gopls, home })
      const instance = await daemon.instanceWhen(({ verdict }) => verdict === 'healthy')
      const tookMs = performance.now() - sinceMs
      const { event, reason } = await daemon.eventWhen('record.set-aside')
      stage.check(await isRunning(pid), 'the bystander was ended')
      await daemon.kill('SIGINT')
      stage.check(await isRunning(pid), 'the bystander was ended by Ctrl-C')
      return { state: describeState(instance), event, tookMs, facts: String(reason) }
    },
  }),
)

function withIdentity(record: InstanceRecord, change: object): InstanceRecord {
  const { process } = record
  return { ...record, process: process && { ...process, identity: { ...process.identity, ...change } } }
}

function flipBit(text: string, place: number): string {
  const bytes = Buffer.from(text)
  const at = Math.floor(bytes.length * place)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes.toString()
}

export const recordRows: readonly FaultRow[] = recordFaults
