import t, { type Test } from 'tap'
import { identify } from '../../src/host/identity.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import type { ProcessIdentity } from '../../src/host/process-table.js'
import { type TerminateOptions, terminate } from '../../src/supervisor/terminate.js'
import { startGroup } from '../host/start-group.js'
import { isRunning } from './is-running.js'
import { livingGroup } from './living-group.js'

const table = await openProcessTable(process.platform)
/** Where SIGTERM does it, this is never reached. */
const patientMs = 30_000
const shortMs = 100

t.test('SIGTERM suffices for one that heeds it', async t => {
  const leader = await start(t, 'echo ready; exec sleep 60')
  const { isGone, signals } = await end(leader, patientMs)
  t.equal(isGone, true)
  t.strictSame(signals[0], ['SIGTERM', 'process', 'sent'])
  t.strictSame(
    signals.filter(([name]) => name === 'SIGKILL'),
    [],
  )
  t.strictSame(await livingGroup(leader.pid), [])
})

t.test('one that ignores SIGTERM is killed when its time is over', async t => {
  const leader = await start(t, 'trap "" TERM; echo ready; while :; do sleep 1; done')
  const { isGone, signals } = await end(leader, shortMs)
  t.equal(isGone, true)
  t.strictSame(signals, [
    ['SIGTERM', 'process', 'sent'],
    ['SIGCONT', 'process', 'sent'],
    ['SIGKILL', 'group', 'sent'],
  ])
  t.strictSame(await livingGroup(leader.pid), [])
})

t.test('without any time to end, it is killed at once', async t => {
  const leader = await start(t, 'trap "" TERM; echo ready; while :; do sleep 1; done')
  t.equal((await end(leader, 0)).isGone, true)
  t.strictSame(await livingGroup(leader.pid), [])
})

t.test('a child that ignores SIGTERM and outlives its leader is killed with the group', async t => {
  const stubborn = `sh -c 'trap "" TERM; echo ready; while :; do sleep 1; done'`
  const leader = await start(t, `${stubborn} & exec sleep 60`)
  const { isGone, signals } = await end(leader, shortMs)
  t.equal(isGone, true)
  t.strictSame(signals.at(-1), ['SIGKILL', 'group', 'sent'])
  t.strictSame(await livingGroup(leader.pid), [])
})

t.test('one that is stopped ends by SIGTERM, because it is continued', async t => {
  const leader = await start(t, 'echo ready; exec sleep 60')
  process.kill(leader.pid, 'SIGSTOP')
  const { isGone, signals } = await end(leader, patientMs)
  t.equal(isGone, true)
  t.strictSame(signals.slice(0, 2), [
    ['SIGTERM', 'process', 'sent'],
    ['SIGCONT', 'process', 'sent'],
  ])
  t.strictSame(await livingGroup(leader.pid), [])
})

t.test('where stacks are wanted SIGQUIT comes first, and may suffice', async t => {
  const leader = await start(t, 'trap "exit 2" QUIT; echo ready; while :; do sleep 0.01; done')
  const { isGone, signals } = await end(leader, patientMs, { wantsStacks: true, quitGraceMs: patientMs })
  t.equal(isGone, true)
  t.strictSame(signals[0], ['SIGQUIT', 'process', 'sent'])
  t.notOk(signals.some(([name]) => name === 'SIGTERM' || name === 'SIGKILL'))
})

t.test('one that is stopped writes its stacks too, because it is continued', async t => {
  const leader = await start(t, 'trap "exit 2" QUIT; echo ready; while :; do sleep 0.01; done')
  process.kill(leader.pid, 'SIGSTOP')
  const { isGone, signals } = await end(leader, patientMs, { wantsStacks: true, quitGraceMs: patientMs })
  t.equal(isGone, true)
  t.notOk(signals.some(([name]) => name === 'SIGTERM'))
})

t.test('one that ignores SIGQUIT and SIGTERM is killed, with its child that holds stderr', async t => {
  const stubborn = `sh -c 'trap "" TERM QUIT; echo ready; while :; do sleep 1; done'`
  const leader = await start(t, `trap "" TERM QUIT; ${stubborn} & while :; do sleep 1; done`)
  const { isGone, signals } = await end(leader, shortMs, { wantsStacks: true })
  t.equal(isGone, true)
  t.strictSame(signals, [
    ['SIGQUIT', 'process', 'sent'],
    ['SIGCONT', 'process', 'sent'],
    ['SIGTERM', 'process', 'sent'],
    ['SIGCONT', 'process', 'sent'],
    ['SIGKILL', 'group', 'sent'],
  ])
  t.strictSame(await livingGroup(leader.pid), [])
})

const others: readonly (readonly [string, object])[] = [
  ['that got its pid later', { start: '1' }],
  ['of another boot', { bootId: 'another' }],
]
for (const [name, change] of others)
  t.test(`a process ${name} gets no signal, and counts as gone`, async t => {
    const leader = await start(t, 'echo ready; exec sleep 60')
    const { isGone, signals } = await end({ ...leader, ...change }, shortMs)
    t.equal(isGone, true)
    t.strictSame(
      signals.map(([, , outcome]) => outcome).filter(outcome => outcome !== 'not-ours' && outcome !== 'gone'),
      [],
    )
    t.equal(await isRunning(leader.pid), true)
  })

t.test('one that is gone already is gone', async t => {
  const leader = await start(t, 'echo ready; exec sleep 60')
  await end(leader, patientMs)
  const { isGone, signals } = await end(leader, patientMs)
  t.equal(isGone, true)
  t.strictSame(
    signals.filter(([, , outcome]) => outcome === 'sent'),
    [],
  )
})

t.test('a daemon that goes meanwhile does not wait, and does not kill', async t => {
  const leader = await start(t, 'trap "" TERM; echo ready; while :; do sleep 1; done')
  const abort = new AbortController()
  const ending = end(leader, patientMs, { signal: abort.signal })
  setImmediate(() => abort.abort())
  const { isGone, signals } = await ending
  t.equal(isGone, false)
  t.strictSame(
    signals.filter(([name]) => name === 'SIGKILL'),
    [],
  )
  t.equal(await isRunning(leader.pid), true)
})

async function start(t: Test, script: string): Promise<ProcessIdentity> {
  const { pid } = await startGroup(t, script)
  const identity = await identify(table, pid)
  if (!identity) throw new Error('it is gone')
  return identity
}

interface Ended {
  readonly isGone: boolean
  readonly signals: (readonly [string, string, string])[]
}

async function end(
  leader: ProcessIdentity,
  termGraceMs: number,
  different: Partial<TerminateOptions> = {},
): Promise<Ended> {
  const signals: (readonly [string, string, string])[] = []
  const onSignal = (...args: readonly [string, string, string]): void => void signals.push(args)
  const { signal } = new AbortController()
  const usual = { table, termGraceMs, quitGraceMs: shortMs, wantsStacks: false, onSignal, signal }
  const isGone = await terminate(leader, { ...usual, ...different })
  return { isGone, signals }
}
