import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installFakeGopls } from '../fake-gopls/install-fake-gopls.js'
import { startAtWork } from './at-work.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, type Guarded, startGuarded } from './guarded.js'
import { quickLooks } from './hang-rows.js'
import type { Stage } from './stage.js'

const editorFaults: readonly (readonly [name: string, what: string, bytes: string])[] = [
  ['no-length', 'a header without Content-Length', 'X-Other: 1\r\n\r\n{}'],
  ['bad-length', 'a length that is no number', 'Content-Length: many\r\n\r\n{}'],
  ['negative-length', 'a negative length', 'Content-Length: -5\r\n\r\n{}'],
  ['huge-length', 'a length of a terabyte', 'Content-Length: 1099511627776\r\n\r\n{}'],
  ['no-header-end', '200 KB of a header without an end', 'X'.repeat(200_000)],
  ['not-json', 'a body that is not JSON', 'Content-Length: 5\r\n\r\n{nope'],
  ['not-object', 'a body that is an array', 'Content-Length: 2\r\n\r\n[]'],
  ['short-length', 'a length that cuts a message in two', frame('{"jsonrpc":"2.0","id":7,"method":"x"}', 10)],
  ['cut', 'a message that ends in the middle', 'Content-Length: 500\r\n\r\n{"jsonrpc"'],
]

const fromEditor = editorFaults.map(
  ([name, what, bytes]): FaultRow => ({
    name: `frame-${name}`,
    inject: `from an editor, in the middle of a session: ${what}; then it hangs up`,
    expected: { state: 'ready, healthy', event: 'none' },
    longestMs: 10_000,
    mostKills: 0,
    holds: 'its relay ends; the editor beside it, on the same gopls, notices nothing',
    skip: noGopls,
    run: async stage => {
      const { daemon, pid, hover, leave, workspace } = await startAtWork(stage, { gopls })
      const sinceMs = performance.now()
      const how = await misbehave(stage, daemon, workspace.folder, bytes)
      const tookMs = performance.now() - sinceMs
      await hover()
      const instance = await daemon.instanceWhen(
        each => each.pid === pid && each.sessions.length === 1 && each.verdict === 'healthy',
      )
      const event = await findEnd(daemon)
      await leave()
      return { state: describeState(instance), event, tookMs, facts: `ended with ${how}` }
    },
  }),
)

/** Opens a session, sends the bytes, hangs up, and waits for the end of the relay. */
async function misbehave(
  stage: Stage,
  { home, environment, gopls: real }: Guarded,
  folder: string,
  bytes: string,
): Promise<string> {
  const relay = spawn(join(home, 'bin', 'gopls'), [], {
    cwd: folder,
    env: { ...environment, GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: real },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  stage.teardown(() => relay.kill('SIGKILL'))
  relay.stdin.on('error', () => undefined)
  const ended = once(relay, 'exit')
  const params = { processId: null, rootUri: `file://${folder}`, capabilities: {} }
  relay.stdin.write(frame(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })))
  await once(relay.stdout, 'data')
  relay.stdout.resume()
  relay.stdin.write(bytes)
  await delay(500)
  relay.stdin.end()
  const [code, signal] = (await ended) as [number | null, string | null]
  return `${code ?? signal}`
}

function frame(body: string, length = Buffer.byteLength(body)): string {
  return `Content-Length: ${length}\r\n\r\n${body}`
}

const goplsFaults = [
  ['garbage', 'a stand-in that answers with bytes that are no frame'],
  ['flood-garbage', 'a stand-in that sends bytes without end and without the end of a header'],
] as const

const fromGopls = goplsFaults.map(
  ([mode, inject]): FaultRow => ({
    name: `gopls-${mode}`,
    inject: `${inject} (startupTimeout 5 s)`,
    expected: { state: 'ready, healthy', event: 'instance.terminating' },
    longestMs: 30_000,
    mostKills: 1,
    holds: 'it is replaced; the daemon stays below 400 MB',
    skip: false,
    run: async stage => {
      const fake = installFakeGopls(stage, mode)
      const sinceMs = performance.now()
      const config = { probe: { ...quickLooks.probe, startupTimeout: '5s' } } as const
      const starting = startGuarded(stage, { gopls: fake.path, config })
      await delay(3_000)
      fake.setMode('healthy')
      const daemon = await starting
      const { event } = await daemon.eventWhen('instance.terminating')
      const instance = await daemon.instanceWhen(each => each.generation === 2 && each.verdict === 'healthy')
      const tookMs = performance.now() - sinceMs
      const megabytes = await readDaemonMegabytes(daemon)
      stage.check(megabytes < 400, `the daemon has ${megabytes} MB`)
      return { state: describeState(instance), event, tookMs, facts: `the daemon has ${megabytes} MB` }
    },
  }),
)

async function readDaemonMegabytes(daemon: Guarded): Promise<number> {
  const [url = ''] = await daemon.stdout.until(/^http:\S+/)
  const text = await (await fetch(new URL('/metrics', url))).text()
  const [, bytes] = /^\w*process_resident_memory_bytes (\S+)/m.exec(text) ?? []
  return Math.round(Number(bytes) / 1e6)
}

export const frameRows: readonly FaultRow[] = [...fromEditor, ...fromGopls]
