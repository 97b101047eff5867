import { join } from 'node:path'
import t from 'tap'
import { checkConfigurationFile, showConfiguration, showConfigurationSchema } from '../../src/cli/config.js'
import { recordTerminal } from './recorded-terminal.js'

const right = '{ "probe": { "interval": "7s" } }'
const wrong = '{\n  "prob": {}\n}'

t.test('show names every setting with its value and where it comes from', async t => {
  const file = join(t.testdir({ 'config.jsonc': right }), 'config.jsonc')
  const terminal = recordTerminal()
  const environment = { GOPLS_GUARDIAN_PORT: '5000' }
  t.equal(await showConfiguration(terminal, { file, environment }, {}), 0)
  const text = terminal.printed.join('')
  t.ok(text.startsWith(`${file}\n`))
  t.match(text, /^probe\.interval +"7s" +file$/m)
  t.match(text, /^http\.port +5000 +environment$/m)
  t.match(text, /^dryRun +false +default$/m)
})

t.test('show --json gives the same as data', async t => {
  const file = join(t.testdir({}), 'config.jsonc')
  const terminal = recordTerminal()
  t.equal(await showConfiguration(terminal, { file, environment: {} }, { json: true }), 0)
  t.match(JSON.parse(terminal.printed.join('')), {
    file,
    fileExists: false,
    settings: { 'probe.interval': { value: '5s', origin: 'default' } },
  })
})

t.test('show of a wrong file says where and exits with 78', async t => {
  const file = join(t.testdir({ 'config.jsonc': wrong }), 'config.jsonc')
  const terminal = recordTerminal()
  t.equal(await showConfiguration(terminal, { file, environment: {} }, {}), 78)
  t.match(terminal.complaints, [`${file}:2:3: `])
  t.strictSame(terminal.printed, [])
})

t.test('check says ok of a right file', async t => {
  const file = join(t.testdir({ 'config.jsonc': right }), 'config.jsonc')
  const terminal = recordTerminal()
  t.equal(await checkConfigurationFile(terminal, { file, environment: {}, mustExist: true }, {}), 0)
  t.strictSame(terminal.printed, [`${file}: ok`])
})

t.test('check tells each problem with its place and exits with 78', async t => {
  const file = join(
    t.testdir({ 'config.jsonc': '{ "prob": {},\n  "http": { "port": "x" } }' }),
    'config.jsonc',
  )
  const terminal = recordTerminal()
  t.equal(await checkConfigurationFile(terminal, { file, environment: {}, mustExist: true }, {}), 78)
  const lines = terminal.printed.join('').split('\n')
  t.match(lines, [/:1:3: \S/, /:2:\d+: \S/])
  t.equal(lines.length, 2)
})

t.test('check --json gives the problems as data', async t => {
  const file = join(t.testdir({ 'config.jsonc': wrong }), 'config.jsonc')
  const terminal = recordTerminal()
  t.equal(
    await checkConfigurationFile(terminal, { file, environment: {}, mustExist: true }, { json: true }),
    78,
  )
  t.match(JSON.parse(terminal.printed.join('')), {
    file,
    ok: false,
    problems: [{ line: 2, column: 3, key: 'prob' }],
  })
})

for (const { mustExist, exitCode } of [
  { mustExist: true, exitCode: 78 },
  { mustExist: false, exitCode: 0 },
])
  t.test(`a missing file that ${mustExist ? 'was named' : 'is optional'} exits with ${exitCode}`, async t => {
    const file = join(t.testdir({}), 'config.jsonc')
    t.equal(
      await checkConfigurationFile(recordTerminal(), { file, environment: {}, mustExist }, {}),
      exitCode,
    )
  })

t.test('schema is JSON Schema of every section', async t => {
  const terminal = recordTerminal()
  t.equal(showConfigurationSchema(terminal), 0)
  t.match(JSON.parse(terminal.printed.join('')), {
    type: 'object',
    properties: { http: {}, restart: {}, dryRun: {} },
  })
})
