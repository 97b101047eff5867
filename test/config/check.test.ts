import t from 'tap'
import { checkConfiguration } from '../../src/config/check.js'
import { describeProblem } from '../../src/config/describe-problem.js'
import { contractText } from './contract.js'

const durationForm = 'a duration such as "250ms", "5s", "15m" or "1h"'
const sizeForm = 'a size such as "512KiB", "10MiB" or "6GiB"'
const rootKeys =
  '$schema, http, gopls, instances, probe, hang, limits, stop, restart, observe, logs, incidents, dryRun'

t.test('accepts the contract, and only keys that it has are in the document', async t => {
  t.match(checkConfiguration(contractText, 'c'), { ok: true })
  t.same(checkConfiguration('{ "dryRun": true }', 'c'), { ok: true, document: { dryRun: true } })
})

t.test('accepts comments, trailing commas and $schema', async t => {
  const text = '// mine\n{ "$schema": "./schema.json", /* soon */ "http": { "port": 0, }, }'
  t.same(checkConfiguration(text, 'c'), {
    ok: true,
    document: { $schema: './schema.json', http: { port: 0 } },
  })
})

const refused: Readonly<Record<string, readonly string[]>> = {
  // syntax
  '': ['c:1:1: the file is empty; {} takes the default for everything'],
  '// later': ['c:1:1: the file is empty; {} takes the default for everything'],
  '{\n  "http": {': ['c:2:12: expected "}"'],
  '{ "dryRun" true }': ['c:1:12: expected ":" between the key and its value'],
  '{ "dryRun": true "http": {} }': ['c:1:18: expected "," between two entries'],
  '{\r\n\r\n  dryRun: true }': [
    'c:3:3: not a value; strings need double quotes, the only words are true, false and null',
  ],
  '{} {}': ['c:1:4: expected nothing more after the end of the configuration'],
  ['['.repeat(500_000)]: ['c:1:33: more than 32 levels of brackets'],
  [`${'{"a":'.repeat(40)}1`]: ['c:1:161: more than 32 levels of brackets'],
  // the top level
  '[]': ['c:1:1: the configuration must be an object in { }, but is []'],
  ' 3': ['c:1:2: the configuration must be an object in { }, but is 3'],
  // keys
  '{ "prob": {} }': ['c:1:3: unknown key "prob"; did you mean "probe"?'],
  '{\n\t"probe": {\n\t\t"intervall": "5s" } }': ['c:3:3: unknown key "intervall"; did you mean "interval"?'],
  '{ "editor": 1 }': [`c:1:3: unknown key "editor"; known here: ${rootKeys}`],
  '{ "__proto__": {} }': [`c:1:3: unknown key "__proto__"; known here: ${rootKeys}`],
  '{ "http": { "port": 1 },\n  "http": {} }': ['c:2:3: "http" is set twice; keep one of them'],
  '{ "http": { "port": 1, "port": "x" } }': [
    'c:1:24: "http.port" is set twice; keep one of them',
    'c:1:32: "http.port" must be a whole number (0 to 65535), but is "x"',
  ],
  // types
  '{ "http": null }': ['c:1:11: "http" must be an object in { }, but is null'],
  '{ "dryRun": "yes" }': ['c:1:13: "dryRun" must be true or false, but is "yes"'],
  '{ "gopls": { "args": "-v", "path": 3 } }': [
    'c:1:22: "gopls.args" must be a list in [ ], but is "-v"',
    'c:1:36: "gopls.path" must be the path of a gopls, but is 3',
  ],
  '{ "gopls": { "args": ["a", 2], "env": { "A/B": 3 } } }': [
    'c:1:28: "gopls.args.1" must be a string in double quotes, but is 2',
    'c:1:48: "gopls.env.A/B" must be a string in double quotes, but is 3',
  ],
  // units and ranges
  '{ "probe": { "interval": 5 } }': [
    `c:1:26: "probe.interval" must be ${durationForm} (10ms to 576h), but is 5`,
  ],
  '{ "probe": { "timeout": "2sec" } }': [
    `c:1:25: "probe.timeout" must be ${durationForm} (1ms to 576h), but is "2sec"`,
  ],
  '{ "probe": { "timeout": "0s" } }': [
    `c:1:25: "probe.timeout" must be ${durationForm} (1ms to 576h), but is "0s"`,
  ],
  '{ "stop": { "termGrace": "600h" } }': [
    `c:1:26: "stop.termGrace" must be ${durationForm} (0s to 576h), but is "600h"`,
  ],
  '{ "limits": { "memory": "6g" } }': [
    `c:1:25: "limits.memory" must be ${sizeForm} (1B to 65536GiB), but is "6g"`,
  ],
  '{ "logs": { "maxSize": "9999999999GiB" } }': [
    `c:1:24: "logs.maxSize" must be ${sizeForm} (1B to 65536GiB), but is "9999999999GiB"`,
  ],
  '{ "http": { "port": 65536, "host": "0.0.0.0" } }': [
    'c:1:21: "http.port" must be a whole number (0 to 65535), but is 65536',
    'c:1:36: "http.host" must be one of "127.0.0.1", "localhost", "::1", but is "0.0.0.0"',
  ],
  '{ "restart": { "jitter": 1.1, "maxFailures": 0 } }': [
    'c:1:26: "restart.jitter" must be a number (0 to 1), but is 1.1',
    'c:1:46: "restart.maxFailures" must be a whole number (at least 1), but is 0',
  ],
  '{ "observe": { "policy": { "orphan": "resume" } } }': [
    'c:1:38: "observe.policy.orphan" must be one of "report", "end", but is "resume"',
  ],
  // pairs that defeat each other
  '{ "restart": { "backoffMin": "1m" } }': [
    'c:1:16: "restart.backoffMin" (1m) must not be longer than "restart.backoffMax" (30s, the default): the first wait would be longer than the longest',
  ],
  '{ "restart": { "cooldown": "10m", "backoffMax": "5m" } }': [
    'c:1:35: "restart.backoffMax" (5m) must be shorter than "restart.window" (5m, the default): two failures would never fall into one window, so the breaker could never open',
  ],
  '{ "restart": { "cooldown": "29s" } }': [
    'c:1:16: "restart.backoffMax" (30s, the default) must not be longer than "restart.cooldown" (29s): an open breaker would try again sooner than a closed one',
  ],
  '{ "hang": { "ceiling": "1s" } }': [
    'c:1:13: "hang.floor" (5s, the default) must not be longer than "hang.ceiling" (1s): the ceiling would make requests overdue that the floor protects',
  ],
  '{ "probe": { "idleInterval": "1s", "interval": "2s" } }': [
    'c:1:36: "probe.interval" (2s) must not be longer than "probe.idleInterval" (1s): an idle gopls would be probed more often than one in use',
  ],
  '{ "observe": { "interval": "11m" } }': [
    'c:1:16: "observe.interval" (11m) must not be longer than "observe.spinGrace" (10m, the default): two looks at a gopls that loads a workspace would convict it',
  ],
  '{ "observe": { "policy": { "stopped": "kill" } } }': [
    'c:1:39: "observe.policy.stopped" must be one of "report", "resume", "end", but is "kill"',
  ],
}

for (const [text, expected] of Object.entries(refused)) {
  t.test(`refuses ${JSON.stringify(text).slice(0, 60)}`, async t => {
    const checked = checkConfiguration(text, 'c')
    t.same(checked.ok ? [] : checked.problems.map(describeProblem), expected)
  })
}

t.test('pairs that are equal where they may be, or both moved, are accepted', async t => {
  const texts = [
    '{ "restart": { "backoffMin": "30s" } }',
    '{ "restart": { "backoffMax": "10m", "window": "1h", "cooldown": "10m" } }',
    '{ "hang": { "floor": "60s" } }',
    '{ "probe": { "interval": "30s" } }',
  ]
  for (const text of texts) t.match(checkConfiguration(text, 'c'), { ok: true }, text)
})

t.test('a problem names its key', async t => {
  t.match(checkConfiguration('{ "probe": { "intervall": 1 } }', 'c'), {
    problems: [{ key: 'probe.intervall' }],
  })
})

t.test('a file full of errors gives the first twenty', async t => {
  const text = `{ ${Array.from({ length: 500 }, (_, index) => `"k${index}": 1`).join(', ')} }`
  const checked = checkConfiguration(text, 'c')
  t.equal(checked.ok ? 0 : checked.problems.length, 20)
})
