import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { readMessages } from '../../src/gopls/message-connection.js'

t.test('a stream that ends in mid-message leaves no timer behind', async t => {
  const stream = new PassThrough()
  const timersBefore = countTimers()
  const heard = new Promise(resolve => readMessages(stream).listen(resolve))
  stream.write('Content-Length: 24\r\n\r\n{"jsonrpc":"2.0","id":1}Content-Length: 900\r\n\r\n{"jsonrpc"')
  t.match(await heard, { id: 1 })
  stream.destroy()
  await once(stream, 'close')
  t.equal(countTimers(), timersBefore)
})

function countTimers(): number {
  return process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
}
