import { setTimeout as delay } from 'node:timers/promises'
import { connectProbe, type ProbeConnection } from './probe-connection.js'

const connectTimeoutMs = 5_000
const firstDelayMs = 2
const longestDelayMs = 250
const delayGrowth = 1.25

/**
 * Waits until a starting gopls listens on `socketPath` and has answered once; resolves to the connection
 * on which it did, or to undefined when `signal` is aborted first. A gopls is ready in 30–60 ms, so the
 * first attempts are close together; one that never listens costs little.
 */
export async function awaitFirstAnswer(
  socketPath: string,
  signal: AbortSignal,
): Promise<ProbeConnection | undefined> {
  let delayMs = firstDelayMs
  while (!signal.aborted) {
    const connection = await tryOnce(socketPath, signal)
    if (connection) return connection
    await delay(delayMs, undefined, { signal }).catch(() => undefined)
    delayMs = Math.min(delayMs * delayGrowth, longestDelayMs)
  }
  return undefined
}

async function tryOnce(socketPath: string, signal: AbortSignal): Promise<ProbeConnection | undefined> {
  const attempt = await connectProbe(socketPath, connectTimeoutMs)
  if (!attempt.ok) return undefined
  const { connection } = attempt
  // No limit of its own: whoever aborts the signal (the start-up time-out, the process's death) is the limit.
  const answer = await connection.askSessions(2 ** 31 - 1, signal)
  if (answer.ok) return connection
  connection.close()
  return undefined
}
