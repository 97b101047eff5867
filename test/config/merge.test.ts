import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { mergeSettings } from '../../src/config/merge.js'
import { defaultSettings } from '../../src/config/settings.js'

t.test('nothing given, every setting is its default', async t => {
  const merged = mergeSettings({ document: {}, environment: {}, flags: {} })
  if (!merged.ok) return t.fail('refused', merged)
  t.same(merged.settings, defaultSettings)
  t.same([...new Set(Object.values(merged.origins).map(({ origin }) => origin))], ['default'])
  return t.same(merged.origins['probe.interval'], { value: '5s', origin: 'default' })
})

t.test('flags win over the environment, it over the file, and that over the defaults', async t => {
  const port = fc.option(fc.integer({ min: 0, max: 65535 }), { nil: undefined })
  const path = fc.option(fc.stringMatching(/^\/[a-z ]{1,8}$/), { nil: undefined })
  const level = fc.option(fc.constantFrom('error', 'warn', 'debug', 'trace'), { nil: undefined })
  const layer = fc.record({ port, path, level })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(layer, layer, layer, (flags, environment, file) => {
        const merged = mergeSettings({
          document: {
            http: file.port === undefined ? {} : { port: file.port },
            gopls: file.path === undefined ? {} : { path: file.path },
            logs: file.level === undefined ? {} : { level: file.level },
          },
          environment: {
            GOPLS_GUARDIAN_PORT: environment.port?.toString(),
            GOPLS_GUARDIAN_GOPLS: environment.path,
            GOPLS_GUARDIAN_LOG_LEVEL: environment.level,
          },
          flags: { port: flags.port, gopls: flags.path, logLevel: flags.level },
        })
        if (!merged.ok) return false
        const { settings, origins } = merged
        const layersOfKey = {
          'http.port': [flags.port, environment.port, file.port, 4675],
          'gopls.path': [flags.path, environment.path, file.path, null],
          'logs.level': [flags.level, environment.level, file.level, 'info'],
        }
        const expected = Object.entries(layersOfKey).map(([key, layers]) => {
          const first = layers.findIndex(value => value !== undefined)
          return [
            key,
            { value: layers[first], origin: ['flag', 'environment', 'file', 'default'][first] },
          ] as const
        })
        for (const [key, origin] of expected) assert.deepEqual(origins[key], origin)
        const inForce = [settings.http.port, settings.gopls.path, settings.logs.level]
        assert.deepEqual(
          inForce,
          expected.map(([, { value }]) => value),
        )
        return true
      }),
    ),
  )
})

t.test('an override leaves its neighbours in the file alone', async t => {
  const document = { http: { host: 'localhost', port: 1 } } as const
  const merged = mergeSettings({ document, environment: {}, flags: { port: '2' } })
  t.match(merged, { ok: true, settings: { http: { host: 'localhost', port: 2 } } })
  t.same(document, { http: { host: 'localhost', port: 1 } })
})

t.test('installing gopls can be asked for and declined by flag', async t => {
  const document = { gopls: { install: 'pinned' } } as const
  const installOf = (installGopls?: boolean) =>
    mergeSettings({ document, environment: {}, flags: { installGopls } })
  t.match(installOf(), { settings: { gopls: { install: 'pinned' } } })
  t.match(installOf(false), { settings: { gopls: { install: 'never' } } })
  t.match(mergeSettings({ document: {}, environment: {}, flags: { installGopls: true } }), {
    settings: { gopls: { install: 'pinned' } },
    origins: { 'gopls.install': { value: 'pinned', origin: 'flag' } },
  })
})

t.test('an empty GOPLS_GUARDIAN_GOPLS counts as not set', async t => {
  const document = { gopls: { path: '/from/file' } }
  t.match(mergeSettings({ document, environment: { GOPLS_GUARDIAN_GOPLS: '' }, flags: {} }), {
    origins: { 'gopls.path': { value: '/from/file', origin: 'file' } },
  })
})

const portRule = 'must be a whole number (0 to 65535)'
const levelRule = 'must be one of "fatal", "error", "warn", "info", "debug", "trace"'
const wrong = [
  [{ GOPLS_GUARDIAN_PORT: 'abc' }, {}, `GOPLS_GUARDIAN_PORT ${portRule}, but is "abc"`],
  [{ GOPLS_GUARDIAN_PORT: '' }, {}, `GOPLS_GUARDIAN_PORT ${portRule}, but is ""`],
  [{ GOPLS_GUARDIAN_PORT: '65536' }, {}, `GOPLS_GUARDIAN_PORT ${portRule}, but is 65536`],
  [{ GOPLS_GUARDIAN_GOPLS: ' ' }, {}, 'GOPLS_GUARDIAN_GOPLS must be the path of a gopls, but is " "'],
  [{ GOPLS_GUARDIAN_LOG_LEVEL: 'loud' }, {}, `GOPLS_GUARDIAN_LOG_LEVEL ${levelRule}, but is "loud"`],
  [{}, { port: '-1' }, `--port ${portRule}, but is "-1"`],
  [{}, { port: 0.5 }, `--port ${portRule}, but is 0.5`],
  [{}, { gopls: ' ' }, '--gopls must be the path of a gopls, but is " "'],
  [{}, { logLevel: '' }, `--log-level ${levelRule}, but is ""`],
  [{ GOPLS_GUARDIAN_PORT: 'abc' }, { port: 1 }, `GOPLS_GUARDIAN_PORT ${portRule}, but is "abc"`],
] as const

for (const [environment, flags, reason] of wrong) {
  t.test(`refuses: ${reason}`, async t => {
    const merged = mergeSettings({ document: {}, environment, flags })
    if (merged.ok) return t.fail('accepted')
    return t.match(merged.problems, [{ file: null, line: null, column: null, reason }])
  })
}
