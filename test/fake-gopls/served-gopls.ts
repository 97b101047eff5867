import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { MessageConnection } from 'vscode-jsonrpc/node'
import { connectMessages } from '../../src/gopls/message-connection.js'

/** Whatever clears up behind itself: a tap test, a bench. */
export interface Scope {
  teardown(clear: () => Promise<void>): unknown
}

/** How a process ended, and all it wrote to stderr until nobody held that any more. */
export interface End {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

export interface ServedGopls {
  readonly child: ChildProcess
  readonly ended: Promise<End>
}

/** Starts `gopls serve` on a socket, as the leader of a group that is killed when its scope ends. */
export function serveGopls(
  scope: Scope,
  path: string,
  socketPath: string,
  flags: readonly string[] = [],
): ServedGopls {
  const child = spawn(path, ['serve', `-listen=unix;${socketPath}`, ...flags], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'close').then(
    ([exitCode, signal]: (number | NodeJS.Signals | null)[]) => ({ exitCode, signal, stderr }) as End,
  )
  scope.teardown(async () => {
    killGroup(child)
    await ended
  })
  return { child, ended }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

/** Connects as soon as the server listens; there is no event for that, so by trying. */
export async function connectTo(socketPath: string): Promise<Socket> {
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    const socket = createConnection(socketPath)
    try {
      await once(socket, 'connect')
      // A server that dies may reset the connection; what counts for us is its close.
      return socket.on('error', () => undefined)
    } catch {
      await delay(10)
    }
  }
  throw new Error(`nobody listens on ${socketPath}`)
}

/** LSP over a socket, by a library that is not ours. */
export function speakLsp(socket: Duplex): MessageConnection {
  const connection = connectMessages(socket)
  connection.listen()
  return connection
}
