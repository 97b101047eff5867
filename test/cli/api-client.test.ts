import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createApiClient } from '../../src/cli/api-client.js'
import { makeHome, standInForDaemon } from './stand-in-daemon.js'

async function connectTo(t: Test, listener: RequestListener, limits?: Parameters<typeof createApiClient>[1]) {
  return createApiClient(await standInForDaemon(t, await makeHome(t), listener), limits)
}

t.test('an answer is its JSON, and the method and path arrive as given', async t => {
  const callApi = await connectTo(t, (request, response) => {
    response.end(JSON.stringify({ seen: `${request.method} ${request.url}` }))
  })
  t.strictSame(await callApi('POST', '/api/v1/x'), { ok: true, body: { seen: 'POST /api/v1/x' } })
})

t.test('a 503 with a health body is an answer, not a refusal', async t => {
  const callApi = await connectTo(t, (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/health+json' }).end('{"status":"fail"}')
  })
  t.strictSame(await callApi('GET', '/health'), { ok: true, body: { status: 'fail' } })
})

const problems: readonly (readonly [string, object, string])[] = [
  ['its detail', { title: 'Unknown', detail: 'No such id.' }, 'No such id.'],
  ['its title where it has no detail', { title: 'Unknown' }, 'Unknown'],
  ['that there is none where it has neither', {}, 'It gave no reason.'],
]
for (const [what, problem, detail] of problems)
  t.test(`a refusal's reason is ${what}`, async t => {
    const callApi = await connectTo(t, (_request, response) => {
      response
        .writeHead(404, { 'content-type': 'application/problem+json; charset=utf-8' })
        .end(JSON.stringify(problem))
    })
    t.strictSame(await callApi('GET', '/'), { ok: false, reason: 'refused', detail })
  })

t.test('without a socket the daemon does not run', async t => {
  const socketPath = join(await makeHome(t), 'run', 'api.sock')
  const expected = { ok: false, reason: 'daemon-not-running', detail: `no answer on ${socketPath}` }
  t.strictSame(await createApiClient(socketPath)('GET', '/health'), expected)
})

t.test('with a socket that a dead daemon left behind, the daemon does not run', async t => {
  const home = await makeHome(t)
  const left = join(home, 'left.sock')
  const server = createServer().listen(join(home, 'api.sock'))
  await once(server, 'listening')
  // Closing unlinks the old name only.
  await rename(join(home, 'api.sock'), left)
  server.close()
  await once(server, 'close')
  t.match(await createApiClient(left)('GET', '/health'), { ok: false, reason: 'daemon-not-running' })
})

t.test('a daemon that accepts and says nothing is given up after the time limit', async t => {
  const callApi = await connectTo(t, () => undefined, { timeoutMs: 50, maxAnswerBytes: 100 })
  t.match(await callApi('GET', '/health'), { ok: false, reason: 'no-answer', detail: /nothing within 50 ms/ })
})

t.test('a daemon that begins an answer and never ends it is given up after the time limit', async t => {
  const callApi = await connectTo(t, (_request, response) => void response.write('{'), {
    timeoutMs: 200,
    maxAnswerBytes: 100,
  })
  t.match(await callApi('GET', '/health'), {
    ok: false,
    reason: 'no-answer',
    detail: /nothing within 200 ms/,
  })
})

t.test('an answer over the cap is dropped, one at the cap is taken', async t => {
  const limits = { timeoutMs: 3000, maxAnswerBytes: 100 }
  const callApi = await connectTo(
    t,
    (request, response) => void response.end(JSON.stringify('x'.repeat(Number(request.url?.slice(1))))),
    limits,
  )
  t.match(await callApi('GET', '/98'), { ok: true })
  t.match(await callApi('GET', '/99'), { ok: false, reason: 'no-answer', detail: /larger than 100 bytes/ })
})

t.test('an answer that is no JSON is no answer', async t => {
  const callApi = await connectTo(t, (_request, response) => void response.end('<html>'))
  t.match(await callApi('GET', '/health'), {
    ok: false,
    reason: 'no-answer',
    detail: 'HTTP 200 without JSON',
  })
})

t.test('a connection that breaks is no answer', async t => {
  const callApi = await connectTo(t, request => void request.socket.destroy())
  t.match(await callApi('GET', '/health'), { ok: false, reason: 'no-answer', detail: /socket hang up/ })
})
