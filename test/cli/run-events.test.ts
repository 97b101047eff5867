import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { createApiClient } from '../../src/cli/api-client.js'
import { readEventFile } from '../../src/supervisor/event-file.js'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { eventually } from '../host/eventually.js'
import { startDaemon } from './start-daemon.js'

interface Page {
  readonly events: readonly { readonly seq: number; readonly kind: string; readonly time: string }[]
  readonly next: number
  readonly gap?: object
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  t.test(`after ${signal} the next daemon goes on with the history, and a reader with his place`, async t => {
    const gopls = installFakeGopls(t).path
    const first = await startDaemon(t, { gopls })
    await first.stdout.until(/generation 1 answers/)
    const before = await readEvents(first.home, 0)
    t.match(before.events[0], { kind: 'daemon.started', time: /^\d{4}-.*Z$/ })
    // SIGKILL takes a quarter of a second of them, which nobody can be told of.
    await untilWritten(first.home, before.next)
    await first.kill(signal)

    const second = await startDaemon(t, { gopls, home: first.home })
    await second.stdout.until(/generation 1 taken over/)
    const after = await readEvents(first.home, before.next)
    t.equal(after.gap, undefined)
    const kinds = after.events.map(({ kind }) => kind)
    t.ok(kinds.includes('daemon.started') && kinds.includes('instance.adopted'))
    if (signal === 'SIGTERM') t.equal(kinds[0], 'daemon.stopping')
    const stream = await readStream(first.home, before.next)
    t.match(stream, `id: ${after.events[0]?.seq}\ndata: {"seq":${after.events[0]?.seq},`)
    t.match(await second.kill('SIGTERM'), { exitCode: 0, stderr: '' }, 'a reader does not hold it up')
  })

async function untilWritten(home: string, seq: number): Promise<void> {
  await eventually(async () => {
    const kept = await readEventFile(join(home, 'logs', 'events.jsonl'))
    return (kept.at(-1)?.seq ?? 0) >= seq || undefined
  })
}

async function readEvents(home: string, since: number): Promise<Page> {
  const answer = await createApiClient(socketOf(home))('GET', `/api/v1/events?since=${since}`)
  if (!answer.ok) throw new Error(answer.detail)
  return answer.body as Page
}

/** The first piece; the connection stays open. */
function readStream(home: string, since: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'last-event-id': since }
    request({ socketPath: socketOf(home), path: '/api/v1/events/stream', headers }, message => {
      let text = ''
      message.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (text.includes('data:')) resolve(text)
      })
      message.on('error', () => undefined)
    })
      .on('error', reject)
      .end()
  })
}

function socketOf(home: string): string {
  return join(home, 'run', 'api.sock')
}
