import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { askLivez } from '../../src/launchd/ask-livez.js'

async function listen(t: Test, answer: RequestListener): Promise<string> {
  const socket = join(t.testdir({}), 's')
  const server = createServer(answer).listen(socket)
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return socket
}

t.test('a daemon that says it is alive is', async t => {
  const paths: (string | undefined)[] = []
  const socket = await listen(t, (request, response) => {
    paths.push(request.url)
    response.end('alive')
  })
  t.equal(await askLivez(socket, 5_000), true)
  t.strictSame(paths, ['/livez'])
})

t.test('one that answers with an error is not', async t => {
  const socket = await listen(t, (_request, response) => response.writeHead(503).end())
  t.equal(await askLivez(socket, 5_000), false)
})

t.test('one that never answers is not', async t => {
  const socket = await listen(t, () => undefined)
  t.equal(await askLivez(socket, 50), false)
})

t.test('where nobody listens there is none', async t => {
  t.equal(await askLivez(join(t.testdir({}), 's'), 5_000), false)
})
