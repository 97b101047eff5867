import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { identify } from '../../src/host/identity.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { formatRecord, type InstanceRecord } from '../../src/supervisor/instance-record.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { startGroup } from '../host/start-group.js'
import { isRunning } from '../supervisor/is-running.js'
import { sampleRecord } from '../supervisor/sample-record.js'
import { recordFile } from './leave-gopls.js'
import { makeHome } from './stand-in-daemon.js'
import { startDaemon } from './start-daemon.js'

/** The record names the pid of a bystander, whom a signal would end. */
const cases: readonly {
  readonly name: string
  readonly content: (record: InstanceRecord, pid: number) => string
  readonly mode?: number
  readonly says: RegExp
  readonly setAside?: number
  readonly generation: number
}[] = [
  {
    name: 'whose pid is of another process by now',
    content: (record, pid) => withIdentity(record, { pid, start: '1' }),
    says: /pid is another's; its record is kept as/,
    generation: 4,
  },
  {
    name: 'whose process is of an earlier boot',
    content: (record, pid) => withIdentity(record, { pid, bootId: 'earlier' }),
    says: /pid is another's; its record is kept as/,
    generation: 4,
  },
  {
    name: 'of an earlier boot, whose times mean nothing in this one',
    content: record => formatRecord({ ...record, bootId: 'earlier' }),
    says: /of an earlier boot; its record is kept as/,
    generation: 1,
  },
  {
    name: 'of a gopls that was started but not written down in time',
    content: record =>
      formatRecord({
        ...record,
        state: { ...record.state, phase: { kind: 'starting', sinceMs: 0, overdue: false } },
        process: null,
      }),
    says: /gopls 1: generation 3 ended/,
    setAside: 0,
    generation: 4,
  },
  {
    name: 'that is damaged',
    content: record => formatRecord(record).slice(0, -20),
    says: /not JSON; its record is kept as/,
    generation: 1,
  },
  {
    name: 'that others can write',
    content: formatRecord,
    mode: 0o622,
    says: /writable-by-others; its record is kept as/,
    generation: 1,
  },
]
for (const { name, content, mode = 0o600, says, setAside = 1, generation } of cases)
  t.test(`for a record ${name} nobody is signalled`, async t => {
    const { pid } = await startGroup(t, 'echo ready; exec sleep 60')
    const home = await homeWithRecord(t, content(await recordOf(pid), pid), mode)
    const daemon = await startDaemon(t, { home, gopls: installFakeGopls(t).path, config: {} })
    await daemon.stdout.until(says)
    await daemon.stdout.until(new RegExp(`generation ${generation} answers`))
    const names = await readdir(join(home, 'run', 'instances', 'set-aside')).catch(() => [])
    t.equal(names.length, setAside)
    await daemon.kill('SIGINT')
    t.equal(await isRunning(pid), true)
  })

t.test('a gopls whose record is lost is neither ended nor in the way of the next', async t => {
  const gopls = installFakeGopls(t).path
  const first = await startDaemon(t, { gopls })
  const [, pid] = await first.stdout.until(/generation 1 started, pid (\d+)/)
  await first.kill('SIGKILL')
  await writeFile(recordFile(first.home), 'not a record')
  const next = await startDaemon(t, { home: first.home, gopls })
  await next.stdout.until(/generation 2 answers/)
  t.equal(await isRunning(Number(pid)), true)
})

function withIdentity(record: InstanceRecord, change: object): string {
  const { process } = record
  return formatRecord({
    ...record,
    process: process && { ...process, identity: { ...process.identity, ...change } },
  })
}

async function recordOf(pid: number): Promise<InstanceRecord> {
  const identity = await identify(await openProcessTable(process.platform), pid)
  if (!identity) throw new Error('the bystander is gone')
  return sampleRecord(identity)
}

async function homeWithRecord(t: Test, content: string, mode: number): Promise<string> {
  const home = await makeHome(t)
  await mkdir(join(home, 'run', 'instances'), { recursive: true })
  await writeFile(recordFile(home), content)
  await chmod(recordFile(home), mode)
  return home
}
