import fc from 'fast-check'
import t from 'tap'
import { buildServeArguments } from '../../src/gopls/serve-arguments.js'

const options = { socketPath: '/run/g-1-1.sock', listenTimeoutMs: 900_000, extraArgs: [] }

t.test('it serves on the socket and ends itself when it is idle; nothing else is open', async t => {
  t.strictSame(buildServeArguments(options), [
    'serve',
    '-listen=unix;/run/g-1-1.sock',
    '-listen.timeout=900s',
  ])
})

const placements: readonly (readonly [string, 'before' | 'after'])[] = [
  ['-v', 'before'],
  ['-vv', 'before'],
  ['--verbose', 'before'],
  ['-otel=127.0.0.1:1', 'before'],
  ['-ocagent=off', 'before'],
  ['-profile.cpu=/tmp/cpu', 'before'],
  ['-remote=auto', 'before'],
  ['-remote.listen.timeout=1m', 'before'],
  ['-rpc.trace', 'after'],
  ['-logfile=/tmp/-v', 'after'],
  ['-mode=stdio', 'after'],
  ['-veryodd', 'after'],
]
for (const [arg, place] of placements)
  t.test(`${arg} stands ${place} the word serve, where gopls knows it`, async t => {
    const args = buildServeArguments({ ...options, extraArgs: [arg] })
    t.equal(args.indexOf(arg) < args.indexOf('serve'), place === 'before')
  })

t.test('a part of a second is rounded up: 0s would mean never', async t => {
  for (const [listenTimeoutMs, expected] of [
    [1, '1s'],
    [1_000, '1s'],
    [1_001, '2s'],
  ] as const)
    t.ok(buildServeArguments({ ...options, listenTimeoutMs }).includes(`-listen.timeout=${expected}`))
})

t.test('no argument is lost, and those of one place keep their order', async () => {
  const anyArg = fc.constantFrom('-v', '-rpc.trace', '-otel=x', '-a', '-b', '-vv')
  fc.assert(
    fc.property(fc.array(anyArg), extraArgs => {
      const args = buildServeArguments({ ...options, extraArgs })
      const serveAt = args.indexOf('serve')
      const given = [...args.slice(0, serveAt), ...args.slice(serveAt + 1, -2)]
      const rootArgs = extraArgs.filter(arg => /^-(v|vv|otel=x)$/.test(arg))
      const others = extraArgs.filter(arg => !rootArgs.includes(arg))
      return JSON.stringify(given) === JSON.stringify([...rootArgs, ...others])
    }),
  )
})
