import { get } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { MessageConnection } from 'vscode-jsonrpc/node'
import { connectMessages } from './message-connection.js'
import { isOwnFault } from './probe-connection.js'

export type DebugServer =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly reason: 'no-connection' | 'own-fault' | 'no-answer' | 'refused' }

export type Page =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: 'no-answer' | 'too-large' }

/**
 * Has gopls open its debug server, on a fresh connection: that answers while another session hangs. The server is opened
 * by `gopls.start_debugging` only now, because anybody on this machine may ask it; it stays where it is when it is open
 * already. The connection is ended gracefully: abrupt ends have crashed gopls.
 */
export async function openDebugServer(socketPath: string, deadline: AbortSignal): Promise<DebugServer> {
  const socket = await openSocket(socketPath, deadline)
  if (typeof socket === 'string') return { ok: false, reason: socket }
  const rpc = connectMessages(socket)
  rpc.onError(() => socket.destroy())
  rpc.listen()
  try {
    const url = await askForDebugServer(rpc, deadline)
    if (url !== undefined) return { ok: true, url }
    return { ok: false, reason: deadline.aborted ? 'no-answer' : 'refused' }
  } finally {
    await within(() => rpc.sendRequest('shutdown'), deadline)
    rpc.dispose()
    socket.destroy()
  }
}

/** Plain http, not fetch: that would load a whole HTTP client into a process that is to stay small. */
export function fetchPage(url: URL, maxBytes: number, deadline: AbortSignal): Promise<Page> {
  return new Promise(resolve => {
    const failed = (): void => resolve({ ok: false, reason: 'no-answer' })
    const request = get(url, { signal: deadline, agent: false }, response => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('error', failed)
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        chunks.push(chunk)
        if (bytes <= maxBytes) return
        resolve({ ok: false, reason: 'too-large' })
        request.destroy()
      })
      response.on('end', () => resolve({ ok: true, bytes: Buffer.concat(chunks) }))
    })
    request.on('error', failed)
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      failed()
    })
  })
}

function openSocket(path: string, deadline: AbortSignal): Promise<Socket | 'no-connection' | 'own-fault'> {
  return new Promise(resolve => {
    const socket = connect(path)
    const fail = (error?: NodeJS.ErrnoException): void => {
      socket.destroy()
      resolve(isOwnFault(error) ? 'own-fault' : 'no-connection')
    }
    const expire = (): void => fail()
    deadline.addEventListener('abort', expire)
    socket.once('connect', () => {
      deadline.removeEventListener('abort', expire)
      resolve(socket)
    })
    socket.on('error', fail)
  })
}

async function askForDebugServer(rpc: MessageConnection, deadline: AbortSignal): Promise<URL | undefined> {
  const params = { command: 'gopls.start_debugging', arguments: [{ Addr: 'localhost:0' }] }
  const answer = await within(() => rpc.sendRequest('workspace/executeCommand', params), deadline)
  return readDebugUrl(answer)
}

/** `{URLs: ["http://127.0.0.1:PORT"]}`; an address that is not this computer's is not asked. */
export function readDebugUrl(answer: unknown): URL | undefined {
  if (typeof answer !== 'object' || answer === null || !('URLs' in answer)) return undefined
  const first: unknown = Array.isArray(answer.URLs) ? answer.URLs[0] : undefined
  const url = typeof first === 'string' && URL.canParse(first) ? new URL(first) : undefined
  if (url?.protocol !== 'http:' || url.username !== '' || url.password !== '') return undefined
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) ? url : undefined
}

/** The answer, or undefined when there is none in time, or it is an error. */
async function within(ask: () => Promise<unknown>, deadline: AbortSignal): Promise<unknown> {
  if (deadline.aborted) return undefined
  const gaveUp = new Promise(resolve => deadline.addEventListener('abort', () => resolve(undefined)))
  try {
    // On a closed connection it throws there and then.
    return await Promise.race([ask(), gaveUp])
  } catch {
    return undefined
  }
}
