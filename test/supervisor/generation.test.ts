import type { Socket } from 'node:net'
import t, { type Test } from 'tap'
import type { ProcessEnd } from '../../src/core/instance-state.js'
import type { ProcessRow, ProcessTable } from '../../src/host/process-table.js'
import { Generation } from '../../src/supervisor/generation.js'
import { answerSessions, listenAs } from '../gopls/listen-as.js'
import { eventually } from '../host/eventually.js'
import { fakeProcessTable, processRow } from '../host/fake-process-table.js'
import { sampleRecord } from './sample-record.js'

/** More than any system's highest pid: nobody is hit, whatever goes wrong. */
const pid = 99_999_999
const patientMs = 10_000

t.test('a look while the first answer is awaited is not disturbed by it', async t => {
  let connections = 0
  const { generation, ready } = await adopt(t, socket => {
    connections += 1
    // The second connection, the look's, is answered only when the first one has made it ready.
    if (connections === 1) answerSessions(socket, 2)
    else void ready.then(() => setTimeout(() => answerSessions(socket, 2), 20))
  })
  t.match(await generation.prober.ask(patientMs), { ok: true, clients: 2 })
  await ready
  t.match(await generation.prober.ask(patientMs), { ok: true })
})

t.test('an adopted process that goes is reported once, by the end of its connection', async t => {
  const { rows, ends, ended, ready, peers } = await adopt(t, socket => answerSessions(socket, 1))
  await ready
  rows.length = 0
  for (const peer of peers) peer.destroy()
  t.strictSame(await ended, { kind: 'unobserved' })
  t.equal(ends.length, 1)
})

t.test('an adopted process that goes without a word is reported when somebody looks', async t => {
  const { generation, rows, ends, ready } = await adopt(t, socket => answerSessions(socket, 1))
  await ready
  await generation.confirmDeath()
  t.strictSame(ends, [], 'it lives')
  rows.length = 0
  await generation.confirmDeath()
  await generation.confirmDeath()
  t.strictSame(ends, [{ kind: 'unobserved' }])
})

t.test('a connection that ends is not a death: the next look connects again', async t => {
  const { generation, ends, ready, peers } = await adopt(t, socket => answerSessions(socket, 1))
  await ready
  const [first] = peers
  first?.destroy()
  await eventually(async () => (await generation.prober.ask(patientMs))?.ok || undefined)
  t.equal(peers.length, 2)
  t.strictSame(ends, [])
})

t.test('a process table that cannot be read is no death either, and no end of ours', async t => {
  const { table, ends, ready, peers } = await adopt(t, socket => answerSessions(socket, 1))
  await ready
  let asked = (): void => undefined
  const wasAsked = new Promise<void>(resolve => {
    asked = resolve
  })
  table.readProcess = () => {
    asked()
    return Promise.reject(new Error('EMFILE'))
  }
  for (const peer of peers) peer.destroy()
  await wasAsked
  await new Promise(setImmediate)
  t.strictSame(ends, [])
})

t.test('after a release nothing is reported, and the connection is let go', async t => {
  const { generation, rows, ends, ready, peers } = await adopt(t, socket => answerSessions(socket, 1))
  await ready
  const closed = new Promise(resolve => peers[0]?.resume().once('close', resolve))
  generation.release()
  await closed
  rows.length = 0
  await generation.confirmDeath()
  t.strictSame(ends, [])
})

interface Adopted {
  readonly generation: Generation
  /** The process table: empty it, and the process is gone. */
  readonly rows: ProcessRow[]
  readonly table: { -readonly [K in keyof ProcessTable]: ProcessTable[K] }
  readonly peers: readonly Socket[]
  readonly ready: Promise<void>
  readonly ended: Promise<ProcessEnd>
  readonly ends: readonly ProcessEnd[]
}

/** A generation around a process that only the table knows, and a socket in this process. */
async function adopt(t: Test, onConnection: (socket: Socket) => void): Promise<Adopted> {
  const peers: Socket[] = []
  const socketPath = await listenAs(t, socket => {
    peers.push(socket)
    onConnection(socket)
  })
  const rows = [processRow({ pid })]
  const table = fakeProcessTable(rows)
  const { process } = sampleRecord({ pid, start: '100', bootId: table.bootId })
  if (!process) throw new Error('the sample has a process')
  const ends: ProcessEnd[] = []
  let onReady = (): void => undefined
  let onFirstEnd: (end: ProcessEnd) => void = () => undefined
  const ready = new Promise<void>(resolve => {
    onReady = resolve
  })
  const ended = new Promise<ProcessEnd>(resolve => {
    onFirstEnd = resolve
  })
  const generation = new Generation({
    number: 1,
    process: { ...process, socketPath },
    table,
    child: undefined,
    sweeps: () => true,
    onReady,
    onEnded: end => {
      ends.push(end)
      onFirstEnd(end)
    },
  })
  t.teardown(() => generation.release())
  return { generation, rows, table, peers, ready, ended, ends }
}
