import { PassThrough, type Writable } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { encodeFrame } from '../../src/lsp/frame-header.js'
import { encodeMessage } from '../../src/lsp/message.js'
import { MessagePipe } from '../../src/relay/message-pipe.js'
import { beginSession } from './opened-session.js'

function open(sink: Writable = new PassThrough()) {
  const source = new PassThrough()
  const heard: string[] = []
  const errors: string[] = []
  const pipe = new MessagePipe(
    { source, sink },
    {
      message: ({ frame }) => void heard.push(frame.body.toString()),
      garbage: error => void errors.push(error),
      closed: () => undefined,
      settled: () => undefined,
    },
  )
  return { pipe, source, sink, heard, errors }
}

t.test('messages are the same wherever their bytes are cut', async () => {
  const messages = ['漢🚀', 'é', '', '\u0000\r\n\r\n'].map(text =>
    encodeMessage({ method: 'x', params: { text } }),
  )
  const bytes = Buffer.concat([
    ...messages.map(encodeFrame),
    Buffer.from(`Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}`),
  ])
  const expected = [...messages.map(String), '{}']
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 40 }), async cuts => {
      const { source, heard } = open()
      let from = 0
      for (const to of [...cuts.sort((a, b) => a - b), bytes.length]) {
        if (to > from) source.write(bytes.subarray(from, to))
        from = to
      }
      source.end()
      await new Promise(resolve => source.once('close', resolve))
      return heard.join('|') === expected.join('|')
    }),
  )
})

t.test('a frame goes on as it came, but for a header that gopls would not understand', async t => {
  const { pipe, sink } = open()
  const body = Buffer.from('{"method":"x"}')
  const asIs = Buffer.from('Content-Length: 14\r\nContent-Type: x\r\n\r\n{"method":"x"}')
  const odd = Buffer.from('content-length:14\r\n\r\n{"method":"x"}')
  pipe.forward({ bytes: asIs, body })
  pipe.forward({ bytes: odd, body })
  t.same(sink instanceof PassThrough && sink.read(), Buffer.concat([asIs, encodeFrame(body)]))
})

t.test('64 MiB are one message like any other', async t => {
  const { editor, peer } = await beginSession(t)
  const text = 'x'.repeat(64 * 1024 * 1024)
  editor.say({ id: 1, method: 'textDocument/hover', params: { text } })
  const { params } = await peer.nextCall('textDocument/hover')
  t.ok((params as { text: string }).text === text)
  peer.say({ id: 1, result: text })
  t.ok((await editor.answerTo(1)).result === text)
})

t.test('an editor that reads slowly stops gopls, and not the memory', async t => {
  const { peer, connection, fromRelay, editor } = await beginSession(t)
  fromRelay.pause()
  const body = encodeFrame(
    encodeMessage({ method: 'window/logMessage', params: { text: 'x'.repeat(100_000) } }),
  )
  const total = 200
  for (let sent = 0; sent < total; sent += 1) peer.write(body)
  // Each round gives the relay time to read some more, if it did.
  for (let id = 0; id < 500; id += 1) {
    editor.say({ id, method: 'textDocument/hover' })
    await peer.nextCall('textDocument/hover')
  }
  t.ok(connection.socket.writableLength > 10 * 1024 * 1024, 'most of it waits at gopls')
  t.ok(
    fromRelay.writableLength + fromRelay.readableLength < 4 * 1024 * 1024,
    'and next to nothing in the relay',
  )
  fromRelay.resume()
  for (let heard = 0; heard < total; heard += 1) await editor.nextCall('window/logMessage')
})

t.test('a gopls that reads slowly stops the editor, which hears it still', async t => {
  const { peer, connection, toRelay, editor, session } = await beginSession(t)
  connection.socket.pause()
  const body = encodeFrame(encodeMessage({ method: 'x/y', params: { text: 'x'.repeat(100_000) } }))
  for (let sent = 0; sent < 500; sent += 1) toRelay.write(body)
  peer.say({ method: 'window/logMessage', params: { type: 3, message: 'hello' } })
  await editor.nextCall('window/logMessage')
  t.ok(toRelay.writableLength + toRelay.readableLength > 40 * 1024 * 1024, 'most of it waits at the editor')
  session.order({ kind: 'reconnect', session: 'test', reason: 'it does not read' })
  await new Promise<void>(resolve => {
    const look = (): void => {
      if (toRelay.writableLength > 0) return
      toRelay.off('drain', look)
      resolve()
    }
    toRelay.on('drain', look)
  })
  t.pass('without a connection the editor is read on')
})
