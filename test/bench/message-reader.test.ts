import t from 'tap'
import { lookedAtBytes } from './ballast.js'
import { frameMessage } from './lsp-client.js'
import { MessageReader } from './message-reader.js'

const stream = Buffer.concat(
  ['one', 'x'.repeat(lookedAtBytes), 'two', 'three', 'x'.repeat(lookedAtBytes + 1), 'four'].map(text =>
    frameMessage(Buffer.from(text)),
  ),
)

for (const chunkBytes of [1, 7, 64 * 1024, stream.length])
  t.test(`small messages come whole and ballast is left out, in chunks of ${chunkBytes}`, async t => {
    const reader = new MessageReader()
    const heard: string[] = []
    for (let from = 0; from < stream.length; from += chunkBytes)
      for (const body of reader.feed(stream.subarray(from, from + chunkBytes))) heard.push(body.toString())
    t.same(heard, ['one', 'two', 'three', 'four'])
  })
