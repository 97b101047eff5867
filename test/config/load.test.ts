import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { describeProblem } from '../../src/config/describe-problem.js'
import { loadConfiguration } from '../../src/config/load.js'
import { defaultSettings } from '../../src/config/settings.js'

const load = (file: string) => loadConfiguration({ file, environment: {}, flags: {} })

t.test('without a file the defaults are in force', async t => {
  const file = join(t.testdir({}), 'none', 'config.jsonc')
  const loaded = await load(file)
  t.match(loaded, { ok: true, configuration: { file, fileExists: false } })
  t.same(loaded.ok && loaded.configuration.settings, defaultSettings)
})

t.test('a file counts, and flags and environment count more', async t => {
  const file = join(
    t.testdir({ 'config.jsonc': '{ "http": { "port": 1 }, "logs": { "level": "warn" }, "dryRun": true }' }),
    'config.jsonc',
  )
  const loaded = await loadConfiguration({
    file,
    environment: { GOPLS_GUARDIAN_PORT: '2', GOPLS_GUARDIAN_LOG_LEVEL: 'debug' },
    flags: { port: 3 },
  })
  t.match(loaded, {
    ok: true,
    configuration: {
      file,
      fileExists: true,
      settings: { http: { port: 3 }, logs: { level: 'debug' }, dryRun: true },
      origins: {
        'http.port': { value: 3, origin: 'flag' },
        'logs.level': { value: 'debug', origin: 'environment' },
        dryRun: { value: true, origin: 'file' },
        'probe.interval': { value: '5s', origin: 'default' },
      },
    },
  })
})

t.test('a byte order mark is no error and moves no column', async t => {
  const dir = t.testdir({ good: '\uFEFF{ "dryRun": true }', bad: '\uFEFF{ "dryRun": 1 }' })
  t.match(await load(join(dir, 'good')), { ok: true, configuration: { settings: { dryRun: true } } })
  t.match(await load(join(dir, 'bad')), { ok: false, problems: [{ line: 1, column: 13 }] })
})

t.test('a wrong environment is refused although the file is right', async t => {
  const loaded = await loadConfiguration({
    file: join(t.testdir({}), 'config.jsonc'),
    environment: { GOPLS_GUARDIAN_PORT: '' },
    flags: {},
  })
  t.match(loaded, { ok: false, problems: [{ file: null, key: 'http.port' }] })
})

t.test('what cannot be read as a configuration is refused with the reason', async t => {
  const dir = t.testdir({
    wrong: '{\n  "dryRun": 1\n}',
    folder: {},
    large: ' '.repeat(1024 * 1024 + 1),
    latin1: Buffer.from('{ "gopls": { "path": "/Jos\xe9" } }', 'latin1'),
    file: '',
    loop: t.fixture('symlink', 'loop'),
  })
  execFileSync('mkfifo', [join(dir, 'pipe')])
  const reasons: Record<string, RegExp> = {
    wrong: /^:2:13: "dryRun" must be true or false, but is 1$/,
    folder: /^: is a folder; a file is expected here$/,
    large: /^: is larger than 1 MiB \(1048577 bytes\); make it smaller$/,
    latin1: /^: is not UTF-8; save it as UTF-8$/,
    pipe: /^: is not a regular file$/,
    loop: /^: cannot be read \(ELOOP: .*\); make it a file that this user may read$/,
    'file/below': /^: cannot be read \(ENOTDIR: .*\); make it a file that this user may read$/,
  }
  for (const [name, reason] of Object.entries(reasons)) {
    const file = join(dir, name)
    const loaded = await load(file)
    const [line = ''] = loaded.ok ? [] : loaded.problems.map(describeProblem)
    t.ok(line.startsWith(file), name)
    t.match(line.slice(file.length), reason)
  }
})
