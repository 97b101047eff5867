import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import fastify from 'fastify'
import t from 'tap'
import { HttpListener } from '../../src/http/listener.js'
import { sendRequest } from './send-request.js'

type Tap = Pick<typeof t, 'teardown'>

t.test('it listens on the address it is told, and on another after that', async t => {
  const { listener, urls } = start(t)
  await listener.rebind('127.0.0.1', 0)
  await listener.rebind('127.0.0.1', 0)
  t.equal(urls.length, 2)
  const [first = '', second = ''] = urls
  t.equal((await sendRequest(optionsOf(second))).status, 200)
  if (first !== second) await t.rejects(sendRequest(optionsOf(first)), { code: 'ECONNREFUSED' })
})

t.test('a taken port is told once and tried until it is free', async t => {
  const { server, port } = await occupy(t)
  const { listener, urls, troubles, attempts, listening } = start(t, 20)
  await listener.rebind('127.0.0.1', port)
  t.match(troubles, [/EADDRINUSE/])
  while (attempts() < 4) await new Promise(setImmediate)
  t.equal(troubles.length, 1, 'not told again for each attempt')
  server.close()
  t.equal(await listening, `http://127.0.0.1:${port}`)
  t.equal(urls.length, 1)
})

t.test('a port taken on another address of this computer does not matter', async t => {
  const { port } = await occupy(t, '127.0.0.2')
  const { listener, urls, troubles } = start(t)
  await listener.rebind('127.0.0.1', port)
  t.strictSame(troubles, [])
  t.strictSame(urls, [`http://127.0.0.1:${port}`])
})

t.test('a new address is tried at once, without waiting for the next attempt at the old one', async t => {
  const { port } = await occupy(t)
  const { listener, urls, troubles } = start(t, 60_000)
  await listener.rebind('127.0.0.1', port)
  await listener.rebind('127.0.0.1', 0)
  t.equal(urls.length, 1)
  await listener.rebind('127.0.0.1', port)
  t.equal(troubles.length, 2, 'told once for each time it is asked for')
})

t.test('close ends attempts and connections, and may be called twice', async t => {
  const { port } = await occupy(t)
  const { listener, attempts } = start(t, 1)
  const binding = listener.rebind('127.0.0.1', port)
  await Promise.all([binding, listener.close(), listener.close()])
  t.equal(attempts(), 1)
})

t.test('closed while it listens, it lets go of the port', async t => {
  const { listener, urls } = start(t)
  await listener.rebind('127.0.0.1', 0)
  await listener.close()
  await t.rejects(sendRequest(optionsOf(urls[0] ?? '')), { code: 'ECONNREFUSED' })
})

function start(t: Tap, retryDelayMs = 60_000) {
  const urls: string[] = []
  const troubles: string[] = []
  const { promise: listening, resolve } = withResolvers<string>()
  let count = 0
  const listener = new HttpListener({
    build: () => {
      count += 1
      const app = fastify({ forceCloseConnections: true })
      app.get('/', () => 'here')
      return app
    },
    onListening: url => {
      urls.push(url)
      resolve(url)
    },
    onPortTaken: detail => troubles.push(detail),
    retryDelayMs,
  })
  t.teardown(() => listener.close())
  return { listener, urls, troubles, listening, attempts: () => count }
}

async function occupy(t: Tap, host = '127.0.0.1'): Promise<{ server: Server; port: number }> {
  const server = createServer()
  t.teardown(() => server.close())
  await once(server.listen(0, host), 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

function optionsOf(url: string) {
  const { hostname: host, port } = new URL(url)
  return { host, port, path: '/' }
}

/** Promise.withResolvers comes with Node 22. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>(done => {
    resolve = done
  })
  return { promise, resolve }
}
