import { uptime } from 'node:os'
import t from 'tap'
import { defaultSettings } from '../../../src/config/settings.js'
import { judgeObserved } from '../../../src/core/judge-observed.js'
import type { ObservedGopls } from '../../../src/core/observed-gopls.js'
import { GoplsObserver } from '../../../src/gopls/observe/gopls-observer.js'
import { openProcessTable } from '../../../src/host/open-process-table.js'
import type { ProcessTable } from '../../../src/host/process-table.js'
import { observedGopls } from '../../core/sample-observed.js'
import { eventually } from '../../host/eventually.js'
import { stopProcess } from '../../host/stop-process.js'
import { findRealGopls } from '../../real/real-gopls.js'
import { openDesk } from '../incidents/open-desk.js'
import { isRunning } from '../is-running.js'
import { Observing } from './observing.js'
import { startEditor, startStandIn } from './stand-in.js'

const minuteMs = 60_000
const table = await openProcessTable(process.platform)
const { skip, binary } = await findRealGopls()

t.test('a real gopls that its killed editor left over is ended after the grace', { skip }, async t => {
  const editor = await startEditor(t, binary?.path ?? '')
  const desk = openDesk(t)
  const observing = new Observing(t, { table, log: desk.log, see: seeOnly(editor.goplsPid) })
  await observing.look(0)
  const { version } = binary ?? {}
  t.match(observing.observer.snapshots(), [
    { pid: editor.goplsPid, kind: 'stdio', verdict: 'healthy', ownerPid: editor.pid, version },
  ])
  await editor.killed()
  await observing.look(minuteMs)
  t.match(observing.observer.snapshots(), [{ verdict: 'healthy', ownerPid: null }])
  await observing.look(5 * minuteMs)
  t.match(await observing.toldWhen('observed.acted'), {
    data: { pid: editor.goplsPid, action: 'end', verdict: 'orphan', outcome: 'ended' },
  })
  t.notOk(await isRunning(editor.goplsPid))
  await observing.look(minuteMs)
  t.equal(observing.tellings('observed.gone').length, 1)
  await desk.toldWhen('incident.opened')
  await desk.desk.close()
  const incident = await desk.read()
  t.match(incident, {
    cause: 'observed-orphan',
    line: /was left over by its editor$/,
    why: /gone for 5 min/,
    action: 'ended',
    pid: editor.goplsPid,
    versions: { gopls: version },
  })
  const { evidence, policy, verdict } =
    incident.before.find(({ kind }) => kind === 'observed.acting')?.data ?? {}
  t.match(
    judgeObserved(evidence as never, policy as never),
    { verdict },
    'its evidence gives the verdict again',
  )
})

t.test('one that spins is reported, and ended only when told to', async t => {
  const { pid } = await startStandIn(t, 'spinning')
  const observing = new Observing(t, { table, see: seeOnly(pid), observe: { spinGraceMs: 100 } })
  /** Its CPU time is real; of the other clock only so much goes by that it must be a whole core. */
  const lookWhenUsed = async (ms: number): Promise<void> => {
    const before = await readCpuMs(pid)
    await eventually(async () => ((await readCpuMs(pid)) >= before + ms ? true : undefined), 60_000)
    await observing.look(100)
  }
  await observing.look(0)
  await lookWhenUsed(200)
  t.match(observing.observer.snapshots(), [
    { pid, kind: 'stdio', verdict: 'spinning', action: 'report', why: 'observe.policy.spinning is "report"' },
  ])
  t.ok(await isRunning(pid))
  const { observe } = observing.settings
  const policy = { ...observe.policy, spinning: 'end' } as const
  observing.settings = { ...observing.settings, observe: { ...observe, policy } }
  await lookWhenUsed(200)
  t.match(await observing.toldWhen('observed.acted'), { data: { verdict: 'spinning', outcome: 'ended' } })
  t.notOk(await isRunning(pid))
})

t.test('one that is stopped goes on, the same process', async t => {
  const { pid } = await startStandIn(t)
  await stopProcess(pid)
  const observing = new Observing(t, { table, see: seeOnly(pid) })
  await observing.look(0)
  await observing.look(minuteMs)
  t.match(await observing.toldWhen('observed.acted'), { data: { pid, action: 'resume', outcome: 'resumed' } })
  t.not((await table.readProcess(pid))?.state, 'stopped')
  await observing.look(minuteMs)
  t.match(observing.observer.snapshots(), [{ pid, verdict: 'healthy' }])
})

t.test('a process that has got the pid between look and signal survives', async t => {
  const { pid } = await startStandIn(t)
  const reused: ProcessTable = {
    ...table,
    readProcess: async asked => {
      const row = await table.readProcess(asked)
      return row && { ...row, start: `${row.start}1` }
    },
  }
  const observing = new Observing(t, { table: reused, see: seeAsOrphans(pid) })
  await observing.look(0)
  await observing.look(5 * minuteMs)
  t.match(await observing.toldWhen('observed.acted'), { data: { pid, outcome: 'not-ours' } })
  t.ok(await isRunning(pid))
})

t.test('one that ignores SIGTERM is killed, and none of its group', async t => {
  const { pid } = await startStandIn(t, 'unwilling')
  const neighbour = await startStandIn(t)
  const observing = new Observing(t, { table, see: seeAsOrphans(pid) })
  observing.settings = { ...observing.settings, stop: { quitGraceMs: 0, termGraceMs: 50 } }
  await observing.look(0)
  await observing.look(5 * minuteMs)
  t.match(await observing.toldWhen('observed.acted'), { data: { pid, outcome: 'ended' } })
  t.notOk(await isRunning(pid))
  t.ok(await isRunning(neighbour.pid))
})

t.test('what was begun is left half-way when the daemon goes', async t => {
  const { pid } = await startStandIn(t, 'unwilling')
  const observing = new Observing(t, { table, see: seeAsOrphans(pid) })
  observing.settings = { ...observing.settings, stop: { quitGraceMs: 0, termGraceMs: 3_600_000 } }
  await observing.look(0)
  await observing.look(5 * minuteMs)
  await observing.toldWhen('observed.acting')
  await observing.observer.close()
  t.match(await observing.toldWhen('observed.acted'), { data: { pid, outcome: 'left' } })
  t.ok(await isRunning(pid))
})

t.test('a dry run that is set between SIGTERM and SIGKILL spares it', async t => {
  const { pid } = await startStandIn(t, 'unwilling')
  const observing = new Observing(t, { table, see: seeAsOrphans(pid) })
  observing.settings = { ...observing.settings, stop: { quitGraceMs: 0, termGraceMs: 3_600_000 } }
  await observing.look(0)
  await observing.look(5 * minuteMs)
  await observing.toldWhen('observed.acting')
  observing.settings = { ...observing.settings, dryRun: true }
  observing.observer.settingsChanged()
  t.match(await observing.toldWhen('observed.acted'), { data: { pid, outcome: 'left' } })
  t.ok(await isRunning(pid))
})

t.test('the evidence is taken before the first signal: its children are in it', async t => {
  const { pid } = await startStandIn(t, 'with-child')
  const observing = new Observing(t, { table, see: seeAsOrphans(pid) })
  await observing.look(0)
  await observing.look(5 * minuteMs)
  const { data } = await observing.toldWhen('observed.acting')
  const [child] = data['children'] as readonly { readonly pid: number }[]
  t.match(data, { pid, verdict: 'orphan', action: 'end', children: [{ command: 'sleep 3600' }] })
  await observing.toldWhen('observed.acted')
  if (child) process.kill(child.pid, 'SIGKILL')
})

t.test('three of an editor are ended within an hour, and the next one only after it', async t => {
  const all = await Promise.all([1, 2, 3, 4].map(() => startStandIn(t)))
  const policy = { ...defaultSettings.observe.policy, bloated: 'end' } as const
  const see = seeAs({ residentBytes: 2 * defaultSettings.limits.memoryBytes }, ...all.map(({ pid }) => pid))
  const observing = new Observing(t, { table, observe: { policy }, see })
  for (let looks = 0; looks < defaultSettings.limits.samples; looks += 1)
    await observing.look(looks === 0 ? 0 : minuteMs)
  await observing.toldWhen('observed.acted', 3)
  const countLiving = async () =>
    (await Promise.all(all.map(({ pid }) => isRunning(pid)))).filter(Boolean).length
  t.equal(await countLiving(), 1)
  await observing.look(59 * minuteMs)
  t.match(observing.observer.snapshots(), [
    { verdict: 'bloated', action: 'report', why: /"gopls-guardian connect vscode" would heal it/ },
  ])
  t.equal(await countLiving(), 1)
  await observing.look(minuteMs)
  await observing.toldWhen('observed.acted', 4)
  t.equal(await countLiving(), 0)
})

t.test('orphans are ended however many there are: no editor counts them', async t => {
  const all = await Promise.all([1, 2, 3, 4].map(() => startStandIn(t)))
  const observing = new Observing(t, { table, see: seeAsOrphans(...all.map(({ pid }) => pid)) })
  await observing.look(0)
  await observing.look(5 * minuteMs)
  await observing.toldWhen('observed.acted', 4)
})

/** What the computer's own process table says of these processes, and of no others. */
function seeOnly(...pids: readonly number[]): () => Promise<readonly ObservedGopls[]> {
  const gopls = new GoplsObserver({
    table,
    platform: process.platform,
    readTime: () => ({ wallMs: Date.now(), uptimeMs: uptime() * 1_000 }),
    isOurs: ({ pid }) => !pids.includes(pid),
  })
  return () => gopls.look()
}

/** These processes, as if their editor were gone. */
function seeAsOrphans(...pids: readonly number[]): () => Promise<readonly ObservedGopls[]> {
  return seeAs({ ownerPid: null }, ...pids)
}

/** These processes, as if they were like that. */
function seeAs(
  different: Partial<ObservedGopls>,
  ...pids: readonly number[]
): () => Promise<readonly ObservedGopls[]> {
  return async () => {
    const rows = await Promise.all(pids.map(pid => table.readProcess(pid)))
    return rows.flatMap(row =>
      row && row.state !== 'zombie'
        ? observedGopls({ pid: row.pid, start: row.start, state: row.state, ...different })
        : [],
    )
  }
}

async function readCpuMs(pid: number): Promise<number> {
  return (await table.readProcess(pid))?.cpuMs ?? 0
}
