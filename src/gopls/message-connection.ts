import type { Duplex, Readable } from 'node:stream'
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node'

/** JSON-RPC with LSP's headers, both ways on one stream. */
export function connectMessages(stream: Duplex): MessageConnection {
  return createMessageConnection(readMessages(stream), new StreamMessageWriter(stream))
}

/** One way only. Of a connection that is cut in mid-message nothing stays behind. */
export function readMessages(stream: Readable): StreamMessageReader {
  const reader = new StreamMessageReader(stream)
  // Its timer for the rest of a message goes on every ten seconds for ever, also after the stream's end.
  reader.partialMessageTimeout = 0
  return reader
}
