import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startAtWork } from './at-work.js'
import { brokenFrames, frame } from './broken-frames.js'
import type { FaultRow } from './fault-row.js'
import { gopls, noGopls } from './gopls-here.js'
import { describeState, findEnd, type Guarded } from './guarded.js'
import type { Stage } from './stage.js'

export const frameRows: readonly FaultRow[] = brokenFrames.map(
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
      const { how, tookMs } = await misbehave(stage, daemon, workspace.folder, bytes)
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

/** Opens a session, sends the bytes and hangs up; resolves with how the relay ended, and how long after the bytes. */
async function misbehave(
  stage: Stage,
  { home, environment, gopls: real }: Guarded,
  folder: string,
  bytes: string,
): Promise<{ readonly how: string; readonly tookMs: number }> {
  const relay = spawn(join(home, 'bin', 'gopls'), [], {
    cwd: folder,
    env: { ...environment, GOPLS_GUARDIAN_HOME: home, GOPLS_GUARDIAN_GOPLS: real },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  stage.teardown(() => relay.kill('SIGKILL'))
  relay.stdin.on('error', () => undefined)
  const ended = once(relay, 'exit').then(([code, signal]: (number | string | null)[]) => ({
    how: `${code ?? signal}`,
    atMs: performance.now(),
  }))
  const params = { processId: null, rootUri: `file://${folder}`, capabilities: {} }
  relay.stdin.write(frame(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })))
  await once(relay.stdout, 'data')
  relay.stdout.resume()
  const sinceMs = performance.now()
  relay.stdin.write(bytes)
  await delay(500)
  relay.stdin.end()
  const { how, atMs } = await ended
  return { how, tookMs: atMs - sinceMs }
}
