import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { JsonPeer } from './json-peer.js'

export interface ScriptedConnection {
  readonly peer: JsonPeer
  readonly socket: Socket
}

/** Listens like gopls, and does what the test says: for what the real one cannot be made to do. */
export class ScriptedGopls {
  readonly socketPath: string
  readonly connections: ScriptedConnection[] = []
  readonly #server: Server
  readonly #waiting: ((connection: ScriptedConnection) => void)[] = []
  #given = 0

  private constructor(server: Server, socketPath: string) {
    this.#server = server
    this.socketPath = socketPath
    server.on('connection', socket => {
      const connection = { peer: new JsonPeer(socket, socket), socket }
      this.connections.push(connection)
      const waiting = this.#waiting.shift()
      if (waiting) this.#given += 1
      waiting?.(connection)
    })
  }

  static async listen(t: Test): Promise<ScriptedGopls> {
    const folder = mkdtempSync(join(tmpdir(), 'relay-'))
    const server = createServer()
    const gopls = new ScriptedGopls(server, join(folder, 's'))
    server.listen(gopls.socketPath)
    await once(server, 'listening')
    t.teardown(() => {
      gopls.close()
      rmSync(folder, { recursive: true, force: true })
    })
    return gopls
  }

  /** The next connection that nobody has asked for yet. */
  nextConnection(): Promise<ScriptedConnection> {
    const connection = this.connections[this.#given]
    if (!connection) return new Promise(resolve => this.#waiting.push(resolve))
    this.#given += 1
    return Promise.resolve(connection)
  }

  close(): void {
    this.#server.close()
    for (const { socket } of this.connections) socket.destroy()
  }
}

/** Answers `initialize`, and grants `shutdown` as gopls does. */
export async function initialized(
  connection: ScriptedConnection,
  capabilities: object = {},
): Promise<JsonPeer> {
  const { peer, socket } = connection
  const { id } = await peer.nextCall('initialize')
  peer.say({ id: id ?? null, result: { capabilities } })
  void peer.nextCall('shutdown').then(asked => peer.say({ id: asked.id ?? null, result: null }))
  socket.once('end', () => socket.end())
  return peer
}
