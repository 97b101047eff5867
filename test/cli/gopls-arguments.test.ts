import fc from 'fast-check'
import t from 'tap'
import { readGoplsArguments } from '../../src/cli/gopls-arguments.js'
import { setDropInStage, shells } from './drop-in-stage.js'
import { languageServerRows, otherRows } from './gopls-argument-rows.js'

for (const [args, plan] of languageServerRows)
  t.test(`it is the language server: ${JSON.stringify(args)}`, async t => {
    t.match(readGoplsArguments(args), { passThrough: false, plan })
  })

for (const args of otherRows)
  t.test(`it is a matter of the real gopls: ${JSON.stringify(args)}`, async t => {
    t.strictSame(readGoplsArguments(args), { passThrough: true })
  })

for (const shell of shells) {
  t.test(`the drop-in decides the same in ${shell}`, async t => {
    const stage = setDropInStage(t)
    for (const args of [...languageServerRows.map(([row]) => row), ...otherRows]) {
      const who = readGoplsArguments(args).passThrough ? 'real' : 'relay'
      t.strictSame(
        stage.run(args, { shell }),
        { stdout: `${[who, ...args].join('\n')}\n`, stderr: '', exitCode: 0, signal: null },
        JSON.stringify(args),
      )
    }
  })

  t.test(`and on anything else that could be typed, in ${shell}`, async t => {
    const stage = setDropInStage(t)
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), args => {
        const who = readGoplsArguments(args).passThrough ? 'real' : 'relay'
        return stage.run(args, { shell }).stdout === `${[who, ...args].join('\n')}\n`
      }),
      { numRuns: 150 },
    )
  })
}

const flag = fc
  .tuple(
    fc.constantFrom('-', '--', ''),
    fc.constantFrom('v', 'vv', 'rpc.trace', 'mode', 'logfile', 'debug', 'listen', 'listen.timeout', 'remote'),
  )
  .map(parts => parts.join(''))
const value = fc.constantFrom(
  'stdio',
  'unix;/s',
  'unix;',
  '5m',
  '1h3',
  '0ms',
  '',
  '*',
  '[a]',
  "it's $HOME",
  'é',
)
const word = fc.oneof(
  { weight: 3, arbitrary: flag },
  { weight: 3, arbitrary: fc.tuple(flag, value).map(parts => parts.join('=')) },
  { weight: 2, arbitrary: value },
  { weight: 2, arbitrary: fc.constantFrom('serve', 'version', '-h') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 6 }) },
)
