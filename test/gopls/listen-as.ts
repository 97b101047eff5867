import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** Listens on a socket in this process; gives back its path. Everything ends with the test. */
export async function listenAs(t: Test, onConnection: (socket: Socket) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'listen-'))
  const path = join(folder, 's')
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  }).listen(path)
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await once(server, 'listening')
  return path
}

/** An LSP frame. */
export function frame(message: unknown): string {
  const body = JSON.stringify(message)
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Answers each question with this many clients. */
export function answerSessions(socket: Socket, clients: number): void {
  socket.on('data', chunk => {
    for (const [, id] of chunk.toString().matchAll(/"id":(\d+)/g))
      socket.write(frame({ jsonrpc: '2.0', id: Number(id), result: { clients: Array(clients).fill({}) } }))
  })
}
