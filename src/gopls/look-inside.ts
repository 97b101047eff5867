import { get } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { MessageConnection } from 'vscode-jsonrpc/node'
import { type HeapUser, listHeapUsers } from './heap-profile.js'
import { connectMessages } from './message-connection.js'
import { isOwnFault } from './probe-connection.js'

export interface InsideView {
  /** The stacks of all goroutines: the text of `/debug/pprof/goroutine?debug=2`. */
  readonly goroutines: string
  /** Null when it was not told in time. */
  readonly heapInUseBytes: number | null
  /** Who holds the most of it; nobody when it was not told in time. */
  readonly heapUsers: readonly HeapUser[]
}

export type InsideResult =
  | { readonly ok: true; readonly view: InsideView }
  | {
      readonly ok: false
      readonly reason: 'no-connection' | 'own-fault' | 'no-answer' | 'refused' | 'too-large'
    }

/** A few thousand goroutines; more is cut off, because the time to read it is a hang's too. */
const maxDumpBytes = 16 * 1024 * 1024

/**
 * Asks gopls for the stacks of all its goroutines and the size of its heap, on a fresh connection: that answers
 * while another session hangs. The debug server is opened by `gopls.start_debugging` only now, because
 * anybody on this machine may ask it. The connection is ended gracefully: abrupt ends have crashed gopls.
 */
export async function lookInside(socketPath: string, limitMs: number): Promise<InsideResult> {
  const deadline = AbortSignal.timeout(limitMs)
  const socket = await openSocket(socketPath, deadline)
  if (typeof socket === 'string') return { ok: false, reason: socket }
  const rpc = connectMessages(socket)
  rpc.onError(() => socket.destroy())
  rpc.listen()
  try {
    const url = await askForDebugServer(rpc, deadline)
    if (url === undefined) return { ok: false, reason: deadline.aborted ? 'no-answer' : 'refused' }
    return await readDebugServer(url, deadline)
  } finally {
    await endGracefully(rpc, deadline)
    rpc.dispose()
    socket.destroy()
  }
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
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  return isLocal ? url : undefined
}

async function readDebugServer(url: URL, deadline: AbortSignal): Promise<InsideResult> {
  const stacks = await fetchText(new URL('/debug/pprof/goroutine?debug=2', url), deadline)
  if (!stacks.ok) return stacks
  // The debug server answers 200 to any path; only the text tells.
  if (!stacks.text.startsWith('goroutine ')) return { ok: false, reason: 'refused' }
  const heap = await fetchText(new URL('/debug/pprof/heap?debug=1', url), deadline)
  const profile = heap.ok ? heap.text : ''
  return {
    ok: true,
    view: {
      goroutines: stacks.text,
      heapInUseBytes: parseHeapInUse(profile),
      heapUsers: listHeapUsers(profile),
    },
  }
}

/** The line `# HeapInuse = 12345678` among the memory statistics at the end of a heap profile's text form. */
export function parseHeapInUse(text: string): number | null {
  const bytes = /^# HeapInuse = (\d+)$/m.exec(text)?.[1]
  return bytes === undefined ? null : Number(bytes)
}

type TextResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'no-answer' | 'too-large' }

/** Plain http, not fetch: that would load a whole HTTP client into a process that is to stay small. */
function fetchText(url: URL, deadline: AbortSignal): Promise<TextResult> {
  return new Promise(resolve => {
    const failed = (): void => resolve({ ok: false, reason: 'no-answer' })
    const request = get(url, { signal: deadline, agent: false }, response => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('error', failed)
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        chunks.push(chunk)
        if (bytes <= maxDumpBytes) return
        resolve({ ok: false, reason: 'too-large' })
        request.destroy()
      })
      response.on('end', () => resolve({ ok: true, text: Buffer.concat(chunks).toString('utf8') }))
    })
    request.on('error', failed)
  })
}

async function endGracefully(rpc: MessageConnection, deadline: AbortSignal): Promise<void> {
  await within(() => rpc.sendRequest('shutdown'), deadline)
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
