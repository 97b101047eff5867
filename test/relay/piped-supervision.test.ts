import { once } from 'node:events'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import t from 'tap'
import type { LeaseRequest } from '../../src/control/supervision.js'
import { systemClock } from '../../src/host/clock.js'
import { PipedSupervision } from '../../src/relay/piped-supervision.js'
import { speakLsp } from '../fake-gopls/served-gopls.js'
import { eventually } from '../host/eventually.js'
import { findRealGopls } from '../real/real-gopls.js'

const { skip, binary } = await findRealGopls()
const never = new AbortController().signal
const request: LeaseRequest = {
  session: 's',
  editor: { name: 'test', version: null },
  roots: [],
  goplsArgs: [],
  environment: Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
  current: null,
  lost: null,
  patient: false,
}

function supervise(goplsPath: string, windowMs = 60_000): PipedSupervision {
  return new PipedSupervision({
    goplsPath,
    terms: { clientReplyTimeoutMs: 20_000, doubtAfterMs: 2_500 },
    restart: { backoffMinMs: 1, backoffMaxMs: 2, jitter: 0, maxFailures: 3, windowMs, cooldownMs: 1_000 },
    nowMs: () => systemClock.monotonicMs(),
  })
}

async function open(supervision: PipedSupervision): Promise<Duplex> {
  const answer = await supervision.lease(request, never)
  if (!answer.ok) throw new Error(answer.message)
  return supervision.open(answer)
}

t.test('a gopls at the end of two pipes answers, and ends with its stream', { skip }, async t => {
  const supervision = supervise(binary?.path ?? '')
  const stream = await open(supervision)
  const rpc = speakLsp(stream)
  t.match(await rpc.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} }), {
    serverInfo: { name: 'gopls' },
  })
  stream.destroy()
  await once(stream, 'close')
  t.match(await supervision.lease({ ...request, lost: 'closed' }, never), { ok: true, generation: 2 })
})

t.test('one that ends again and again is given up with a reason, and tried again by the patient', async t => {
  const supervision = supervise('/bin/false')
  for (let generation = 1; generation <= 3; generation += 1) {
    const stream = await open(supervision)
    await once(stream.resume(), 'close')
  }
  t.match(await supervision.lease(request, never), {
    ok: false,
    reason: 'failed',
    message: /3 times in a row/,
  })
  t.match(await supervision.lease({ ...request, patient: true }, never), { ok: true, generation: 4 })
})

t.test('one that lived long enough clears the count', async t => {
  const supervision = supervise('/bin/false', 0)
  for (let generation = 1; generation <= 5; generation += 1) {
    const stream = await open(supervision)
    await once(stream.resume(), 'close')
  }
  t.match(await supervision.lease(request, never), { ok: true, generation: 6 })
})

t.test('one that does not end with its stream is ended, before all is over', async t => {
  const folder = t.testdir({ 'gopls.sh': '#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 1000\n' })
  const program = join(folder, 'gopls.sh')
  chmodSync(program, 0o755)
  const supervision = supervise(program)
  const stream = await open(supervision)
  const pid = await eventually(async () => Number(readWhole(`${program}.pid`)) || undefined)
  stream.destroy()
  await supervision.close()
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

t.test('a lease that is given up while it waits leads nowhere', async t => {
  const supervision = supervise('/bin/false')
  const stream = await open(supervision)
  await once(stream.resume(), 'close')
  t.match(await supervision.lease(request, AbortSignal.abort()), { ok: false, reason: 'stopped' })
  t.match(await supervision.lease(request, never), { generation: 2 })
})

t.test('a program that is not there is the end of the stream', async t => {
  const supervision = supervise('/no/such/gopls')
  const stream = await open(supervision)
  const [error] = (await once(stream, 'error')) as [NodeJS.ErrnoException]
  t.equal(error.code, 'ENOENT')
  await supervision.close()
})

/** Empty while it is not there. */
function readWhole(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
