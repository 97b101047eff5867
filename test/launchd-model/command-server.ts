import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { listenPrivately, type SocketResult } from '../../src/host/private-socket.js'
import type { Answer } from './answer.js'

/** One connection, one line `["print","gui/501/label"]`, one line `{"exitCode":…,"stdout":…,"stderr":…}`. */
export function createCommandServer(answer: (argv: readonly string[]) => Promise<Answer>): Server {
  return createServer(socket => void serve(socket, answer))
}

/** Takes the place of a model that died and left its socket behind. */
export function listenOn(server: Server, socketFile: string): Promise<SocketResult> {
  return listenPrivately(
    socketFile,
    () =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(socketFile, resolve)
      }),
  )
}

async function serve(socket: Socket, answer: (argv: readonly string[]) => Promise<Answer>): Promise<void> {
  // A client that is killed while it waits is its own affair.
  socket.on('error', () => socket.destroy())
  for await (const line of createInterface({ input: socket })) {
    socket.end(`${JSON.stringify(await answer(JSON.parse(line) as string[]))}\n`)
    return
  }
}
