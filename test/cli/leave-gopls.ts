import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { InstanceState } from '../../src/core/instance-state.js'
import { readFileIdentity } from '../../src/gopls/gopls-binary.js'
import { identify } from '../../src/host/identity.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { formatRecord } from '../../src/supervisor/instance-record.js'
import { connectTo, serveGopls } from '../fake-gopls/served-gopls.js'
import { sampleRecord } from '../supervisor/sample-record.js'
import { makeHome } from './stand-in-daemon.js'

export interface LeftGopls {
  readonly home: string
  readonly pid: number
  readonly socketPath: string
}

/** Where a daemon with this home keeps what it knows of its one gopls. */
export function recordFile(home: string): string {
  return join(home, 'run', 'instances', '1.json')
}

/** A home as a killed daemon leaves it: a gopls of generation 3 that runs and listens, and its record. */
export async function leaveGopls(
  t: Test,
  path: string,
  state: Partial<InstanceState> = {},
): Promise<LeftGopls> {
  const home = await makeHome(t)
  const socketPath = join(home, 'run', 'g-1-3.sock')
  await mkdir(join(home, 'run', 'instances'), { recursive: true })
  const { child } = serveGopls(t, path, socketPath)
  ;(await connectTo(socketPath)).destroy()
  const pid = child.pid ?? Number.NaN
  const identity = await identify(await openProcessTable(process.platform), pid)
  if (!identity) throw new Error('the gopls is gone')
  const record = sampleRecord(identity)
  const left = {
    ...record,
    state: { ...record.state, ...state },
    process: record.process && {
      ...record.process,
      socketPath,
      goplsPath: path,
      goplsIdentity: (await readFileIdentity(path)) ?? '',
    },
  }
  await writeFile(recordFile(home), formatRecord(left), { mode: 0o600 })
  return { home, pid, socketPath }
}
