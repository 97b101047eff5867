import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { readMessages, writeMessage } from '../fake-gopls/lsp-frames.js'
import { listenAs } from './listen-as.js'

export interface DumpServer {
  readonly socketPath: string
  /** The methods that were asked, in order. */
  readonly asked: string[]
}

/** A gopls that only knows how to open its debug server, which answers as `listener` does. */
export async function serveDumps(t: Test, listener: RequestListener): Promise<DumpServer> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const asked: string[] = []
  const socketPath = await listenAs(t, socket =>
    readMessages(socket, ({ id, method = '' }) => {
      asked.push(method)
      const result = method === 'shutdown' ? null : { URLs: [`http://127.0.0.1:${port}`] }
      writeMessage(socket, { jsonrpc: '2.0', id, result }, () => undefined)
    }),
  )
  return { socketPath, asked }
}
