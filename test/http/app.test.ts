import type { AddressInfo } from 'node:net'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { buildApp } from '../../src/http/app.js'
import { createMetrics } from '../../src/http/metrics.js'
import { describeProblem, type problems } from '../../src/http/problem.js'
import { FakeDaemon } from './fake-daemon.js'
import { sampleInstance, sampleSnapshot } from './sample-snapshot.js'
import { sendRequest } from './send-request.js'

const token = 'cd'.repeat(32)

t.test('over the socket', async t => {
  const daemon = new FakeDaemon()
  const logged: object[] = []
  const metrics = createMetrics(daemon)
  const app = buildApp({
    api: daemon,
    metrics,
    channel: 'socket',
    logger: { error: fields => logged.push(fields) },
  })
  t.teardown(() => app.close())
  t.beforeEach(() => {
    daemon.current = sampleSnapshot()
    daemon.answer = 'accepted'
    daemon.actions.length = 0
  })

  t.test('health is told in its own format', async t => {
    const answer = await app.inject('/health')
    t.equal(answer.statusCode, 200)
    t.match(answer.headers['content-type'], /^application\/health\+json/)
    t.match(answer.json(), { status: 'pass', serviceId: 'gopls-guardian' })
  })

  t.test('when no gopls can be started, health and readiness are 503 and the daemon lives', async t => {
    daemon.current = sampleSnapshot({ instances: [sampleInstance({ state: 'failed' })] })
    t.equal((await app.inject('/health')).statusCode, 503)
    t.strictSame(textOf(await app.inject('/readyz')), [503, 'not ready\n'])
    t.strictSame(textOf(await app.inject('/livez')), [200, 'alive\n'])
  })

  t.test('without instances the daemon is ready', async t => {
    daemon.current = sampleSnapshot({ instances: [] })
    t.strictSame(textOf(await app.inject('/readyz')), [200, 'ready\n'])
  })

  const accepts: readonly [string | undefined, RegExp][] = [
    [undefined, /^text\/plain; version=0\.0\.4/],
    ['*/*', /^text\/plain; version=0\.0\.4/],
    ['application/openmetrics-text;version=1.0.0;q=0.75,text/plain;q=0.5', /^application\/openmetrics-text/],
  ]
  for (const [accept, type] of accepts) {
    t.test(`metrics for a client that accepts ${accept ?? 'nothing in particular'}`, async t => {
      const answer = await app.inject({ url: '/metrics', headers: accept ? { accept } : {} })
      t.equal(answer.statusCode, 200)
      t.match(answer.headers['content-type'], type)
      t.equal(answer.headers.vary, 'accept')
      t.match(answer.body, 'gopls_guardian_build_info')
    })
  }

  t.test('the status holds paths and configuration, and no value of the environment', async t => {
    const { statusCode, body } = await app.inject('/api/v1/status')
    t.equal(statusCode, 200)
    t.match(JSON.parse(body), {
      instances: [{ workspace: '/home/ada/secret-project' }],
      configuration: { origins: { 'gopls.env': 'file' } },
    })
    t.notMatch(body, 'hunter2')
  })

  for (const action of ['restart', 'stop'] as const) {
    const url = `/api/v1/instances/a1/${action}`
    t.test(`${action} is handed to the daemon and accepted`, async t => {
      const answer = await app.inject({ method: 'POST', url })
      t.equal(answer.statusCode, 202)
      t.strictSame(answer.json(), { id: 'a1', accepted: true })
      t.strictSame(daemon.actions, [`${action} a1`])
    })
    for (const refusal of ['unknown-instance', 'being-stopped'] as const) {
      t.test(`${action} answers ${refusal} as a problem`, async t => {
        daemon.answer = refusal
        t.strictSame(problemOf(await app.inject({ method: 'POST', url })), describeProblem(refusal))
      })
    }
  }

  const json = { 'content-type': 'application/json' }
  const restart = '/api/v1/instances/a1/restart'
  const bodies: readonly [string, InjectOptions, number][] = [
    ['no body and no type', {}, 202],
    ['an empty body that is JSON', { headers: json }, 202],
    [
      'an empty object',
      { headers: { 'content-type': 'application/json; charset=utf-8' }, payload: '{}' },
      202,
    ],
    ['half an object', { headers: json, payload: '{' }, 400],
    ['an object that poisons prototypes', { headers: json, payload: '{"__proto__": {}}' }, 400],
    ['16 KiB and more', { headers: json, payload: `"${'x'.repeat(16 * 1024)}"` }, 413],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'a=b' }, 415],
    ['plain text', { headers: { 'content-type': 'text/plain' }, payload: '{}' }, 415],
  ]
  for (const [name, options, status] of bodies) {
    t.test(`a POST with ${name}: ${status}`, async t => {
      const answer = await app.inject({ method: 'POST', url: restart, ...options })
      t.equal(answer.statusCode, status)
      t.equal(daemon.actions.length, status === 202 ? 1 : 0)
      if (status !== 202) t.match(problemOf(answer), { status })
    })
  }

  const misses: readonly [
    InjectOptions & { readonly url: string },
    keyof typeof problems,
    string | undefined,
  ][] = [
    [{ url: '/' }, 'not-found', undefined],
    [{ url: '/healthz' }, 'not-found', undefined],
    [{ url: '/api/v1/nothing' }, 'not-found', undefined],
    [{ method: 'POST', url: '/nothing', payload: {} }, 'not-found', undefined],
    [{ method: 'POST', url: `/api/v1/instances/${'x'.repeat(200)}/stop` }, 'not-found', undefined],
    [{ url: '/%zz' }, 'bad-request', undefined],
    [{ method: 'POST', url: '/health' }, 'method-not-allowed', 'GET, HEAD'],
    [{ method: 'DELETE', url: '/metrics' }, 'method-not-allowed', 'GET, HEAD'],
    [{ method: 'OPTIONS', url: '/health' }, 'method-not-allowed', 'GET, HEAD'],
    [{ method: 'PUT', url: '/api/v1/status', payload: 'text' }, 'method-not-allowed', 'GET, HEAD'],
    [{ method: 'GET', url: restart }, 'method-not-allowed', 'POST'],
  ]
  for (const [options, code, allow] of misses) {
    t.test(`${options.method ?? 'GET'} ${options.url.slice(0, 40)}: ${code}`, async t => {
      const answer = await app.inject(options)
      t.strictSame(problemOf(answer), describeProblem(code))
      t.equal(answer.headers.allow, allow)
    })
  }

  t.test('HEAD is answered where GET is', async t => {
    const answer = await app.inject({ method: 'HEAD', url: '/health' })
    t.strictSame(textOf(answer), [200, ''])
  })

  t.test('our own fault is logged, and told without its inside', async t => {
    t.intercept(daemon, 'snapshot', {
      value: () => {
        throw new Error('secret /home/ada')
      },
    })
    t.strictSame(problemOf(await app.inject('/health')), describeProblem('internal'))
    t.match(logged, [{ event: 'http.failed', route: '/health', err: { message: 'secret /home/ada' } }])
  })

  for (const url of ['/health', '/metrics', '/nothing', '/%zz', '/api/v1/status']) {
    t.test(`the answer to ${url} is not kept, guessed or lent`, async t => {
      const { headers } = await app.inject(url)
      t.match(headers, {
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      })
      t.strictSame(
        Object.keys(headers).filter(name => name.startsWith('access-control')),
        [],
      )
    })
  }
})

t.test('over TCP', async t => {
  const daemon = new FakeDaemon()
  const app = buildApp({ api: daemon, metrics: createMetrics(daemon), channel: 'tcp', token })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const authorization = `Bearer ${token}`
  const json = { 'content-type': 'application/json' }
  const restart = '/api/v1/instances/a1/restart'

  const cases: readonly [string, string, Record<string, string>, number][] = [
    ['GET', '/health', {}, 200],
    ['GET', '/health', { host: `localhost:${port}` }, 200],
    ['GET', '/health', { host: `[::1]:${port}`, origin: `http://[::1]:${port}` }, 200],
    ['GET', '/health', { host: `rebound.example:${port}` }, 403],
    ['GET', '/health', { origin: 'https://evil.example' }, 403],
    ['OPTIONS', '/health', { origin: 'https://evil.example', 'access-control-request-method': 'POST' }, 403],
    ['GET', '/nothing', { host: 'rebound.example' }, 403],
    ['GET', '/metrics', {}, 200],
    ['GET', '/api/v1/status', {}, 401],
    ['GET', '/api/v1/nothing', {}, 401],
    ['GET', '/%61pi/v1/status', {}, 401],
    ['GET', '/api/v1/openapi.json', {}, 401],
    ['GET', '/api/v1/status', { authorization }, 200],
    ['GET', '/api/v1/status', { authorization: 'Bearer no' }, 401],
    ['POST', restart, json, 401],
    ['POST', restart, { authorization }, 415],
    ['POST', restart, { authorization, 'content-type': 'application/jsonp' }, 415],
    ['POST', restart, { authorization, 'content-type': 'text/plain' }, 415],
    ['POST', restart, { authorization, ...json }, 202],
    ['POST', '/health', {}, 405],
    ['POST', '/nothing', {}, 404],
  ]
  for (const [method, path, headers, status] of cases) {
    t.test(`${method} ${path} ${JSON.stringify(headers)}: ${status}`, async t => {
      daemon.actions.length = 0
      const answer = await sendRequest({ port, method, path, headers })
      t.equal(answer.status, status)
      t.equal(answer.headers['www-authenticate'] !== undefined, status === 401)
      t.equal(answer.headers['access-control-allow-origin'], undefined)
      t.equal(daemon.actions.length, status === 202 ? 1 : 0)
      if (status >= 400) t.match(answer.headers['content-type'], /^application\/problem\+json/)
    })
  }
})

interface Injected {
  readonly statusCode: number
  readonly body: string
  readonly headers: Record<string, unknown>
}

function textOf({ statusCode, body }: Injected): [number, string] {
  return [statusCode, body]
}

/** The body of an answer that is a problem and says the same status twice. */
function problemOf({ statusCode, body, headers }: Injected): unknown {
  const problem = JSON.parse(body) as { readonly status: number }
  if (
    !String(headers['content-type']).startsWith('application/problem+json') ||
    problem.status !== statusCode
  )
    throw new Error(`not a problem: ${statusCode} ${body}`)
  return problem
}
