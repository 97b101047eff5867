import t from 'tap'
import { createMetrics } from '../../src/http/metrics.js'
import { describeApi } from '../../src/http/openapi.js'
import { createRoutes } from '../../src/http/routes.js'
import { FakeDaemon } from './fake-daemon.js'

interface Operation {
  readonly summary: string
  readonly security?: readonly object[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Record<string, { readonly description: string }>
}
const description = describeApi('1.2.3') as {
  readonly info: { readonly version: string }
  readonly paths: Record<string, Record<string, Operation>>
}
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

t.equal(description.info.version, '1.2.3')

t.test('it describes exactly the routes that there are', async t => {
  const daemon = new FakeDaemon()
  const routes = createRoutes(daemon, createMetrics(daemon))
  const served = routes.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
  const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`)
  t.strictSame(described.toSorted(), served.toSorted())
})

for (const { path, method, operation } of operations) {
  t.test(`${method} ${path} tells of its parameters, answers and token`, async t => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
    t.strictSame(
      (operation.parameters ?? []).filter(each => each.in === 'path').map(({ name }) => name),
      parameters,
    )
    t.equal(operation.security !== undefined, path.startsWith('/api/'))
    t.equal('401' in operation.responses, path.startsWith('/api/'))
    t.ok(Object.keys(operation.responses).some(status => status.startsWith('2')))
    t.ok(operation.summary)
  })
}
