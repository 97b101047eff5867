import { lstat, rm } from 'node:fs/promises'
import { connectProbe } from './probe-connection.js'

const connectTimeoutMs = 500

/**
 * gopls leaves its socket file behind however it ends, and the next one cannot listen there.
 * Removes the file, but only a socket on which nobody listens; resolves to false when something stays in the way.
 */
export async function clearStaleSocket(socketPath: string): Promise<boolean> {
  const stats = await lstat(socketPath).catch(() => undefined)
  if (!stats) return true
  if (!stats.isSocket()) return false
  const attempt = await connectProbe(socketPath, connectTimeoutMs)
  if (attempt.ok) attempt.connection.close()
  if (attempt.ok || attempt.reason !== 'nobody-listens') return false
  return rm(socketPath, { force: true }).then(
    () => true,
    () => false,
  )
}
