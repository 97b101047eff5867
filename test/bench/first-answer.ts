import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { connectMessages } from '../../src/gopls/message-connection.js'

/** After this a gopls that does not answer counts as not coming back. */
export const firstAnswerLimitMs = 10_000
const retryDelayMs = 1

/**
 * Waits, from outside, until a gopls listens on the socket and has answered `gopls/sessions`.
 * The connection stays open until that gopls is gone: abrupt closes harm a living one.
 */
export async function waitForFirstAnswer(socketPath: string): Promise<void> {
  const socket = await connectPatiently(socketPath)
  const rpc = connectMessages(socket)
  socket.on('close', () => rpc.dispose())
  socket.on('error', () => socket.destroy())
  rpc.listen()
  const giveUp = setTimeout(() => socket.destroy(), firstAnswerLimitMs)
  await rpc.sendRequest('gopls/sessions')
  clearTimeout(giveUp)
}

async function connectPatiently(socketPath: string): Promise<Socket> {
  const limitMs = performance.now() + firstAnswerLimitMs
  while (performance.now() < limitMs) {
    const socket = connect(socketPath)
    try {
      await once(socket, 'connect')
      return socket
    } catch {
      await delay(retryDelayMs)
    }
  }
  throw new Error(`nobody listens on ${socketPath} after ${firstAnswerLimitMs} ms`)
}
