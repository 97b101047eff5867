// Stands in for gopls where only bytes count: reads what comes without looking into it, and gives ballast when asked.
//   sink-gopls.js version | serve -listen=unix;PATH …
import { createServer, type Socket } from 'node:net'
import { encodeMessage } from '../../src/lsp/message.js'
import { ballastMessageBytes, ballastMessages, giveMethod, stopReadingMethod } from './ballast.js'
import { frameMessage, makeBallast } from './lsp-client.js'
import { MessageReader } from './message-reader.js'

interface Message {
  readonly id?: number | string
  readonly method?: string
}

/** Made before it is asked for. */
const ballast = makeBallast(ballastMessageBytes)

const [command, ...flags] = process.argv.slice(2)
const [, socketPath] = flags.map(flag => /^-listen=unix;(.*)$/.exec(flag)).find(match => match !== null) ?? []

if (command === 'version') process.stdout.write('golang.org/x/tools/gopls v0.23.0\n')
else if (socketPath !== undefined) createServer(serve).listen(socketPath)
else process.exit(2)

function serve(socket: Socket): void {
  const reader = new MessageReader()
  socket.on('error', () => undefined)
  socket.on('data', chunk => {
    for (const body of reader.feed(chunk)) answer(socket, JSON.parse(body.toString()) as Message)
  })
}

function answer(socket: Socket, { id, method }: Message): void {
  if (method === stopReadingMethod) socket.pause()
  if (id === undefined) return
  if (method === giveMethod)
    for (let message = 0; message < ballastMessages; message += 1) socket.write(ballast)
  socket.write(frameMessage(encodeMessage({ id, result: resultOf(method) })))
}

function resultOf(method: string | undefined): unknown {
  if (method === 'initialize')
    return {
      capabilities: { textDocumentSync: { openClose: true, change: 1 } },
      serverInfo: { name: 'gopls' },
    }
  if (method === 'gopls/sessions')
    return { logfile: '', debugAddr: '', goplsPath: '', currentClientID: '1', clients: [] }
  return method === 'textDocument/hover' ? { contents: '' } : null
}
