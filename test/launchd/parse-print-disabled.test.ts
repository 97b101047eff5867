import fc from 'fast-check'
import t from 'tap'
import { parsePrintDisabled } from '../../src/launchd/parse-print-disabled.js'

const both = [
  ['dev.gopls-guardian.agent', true],
  ['dev.gopls-guardian.watchdog', false],
] as const

function block(...lines: readonly string[]): string {
  return ['\tdisabled services = {', ...lines.map(line => `\t\t${line}`), '\t}', ''].join('\n')
}

for (const [shape, text] of [
  [
    'the words of today, behind an empty line',
    `\n${block('"dev.gopls-guardian.agent" => disabled', '"dev.gopls-guardian.watchdog" => enabled')}`,
  ],
  [
    'the words of old',
    `\n${block('"dev.gopls-guardian.agent" => true', '"dev.gopls-guardian.watchdog" => false')}`,
  ],
  [
    'without the indentation',
    'disabled services = {\n"dev.gopls-guardian.agent" => disabled\n"dev.gopls-guardian.watchdog" => enabled\n}\n',
  ],
  [
    'with login items behind',
    `\n${block('"dev.gopls-guardian.agent" => disabled', '"dev.gopls-guardian.watchdog" => enabled')}
\tlogin item associations = {
\t\t"dev.gopls-guardian.watchdog" => disabled
\t\t"com.example.other" => disabled
\t}
`,
  ],
  [
    'with login items in front',
    `\tlogin item associations = {
\t\t"dev.gopls-guardian.watchdog" => disabled
\t}
${block('"dev.gopls-guardian.agent" => disabled', '"dev.gopls-guardian.watchdog" => enabled')}`,
  ],
] as const) {
  t.test(`overrides are read: ${shape}`, async t => {
    t.strictSame([...parsePrintDisabled(text)], both)
  })
}

t.test('no overrides are no overrides', async t => {
  for (const text of [
    '',
    '\n\tdisabled services = {\n\t}\n',
    'Bad request.\n',
    block('no entry', '"x" => maybe'),
  ])
    t.equal(parsePrintDisabled(text).size, 0, text)
})

t.test('no text makes it throw', async () => {
  fc.assert(fc.property(fc.string(), text => parsePrintDisabled(`disabled services = {\n${text}`).size >= 0))
})
