import t from 'tap'
import { parseVersionOutput } from '../../src/gopls/version-output.js'

const outputs: readonly (readonly [string, string, string | undefined])[] = [
  ['a release', 'golang.org/x/tools/gopls v0.23.0\n', 'v0.23.0'],
  [
    'an old release, with the checksum on a second line',
    'golang.org/x/tools/gopls v0.5.0\n    golang.org/x/tools/gopls@v0.5.0 h1:XEmO9RylgmaXp33iGrWfCGopVYDGBmLy+KmsIsfIo8Y=\n',
    'v0.5.0',
  ],
  ['a pre-release', 'golang.org/x/tools/gopls v0.22.0-pre.1\n', 'v0.22.0-pre.1'],
  [
    'a commit',
    'golang.org/x/tools/gopls v0.0.0-20260801120000-0123456789ab+dirty\n',
    'v0.0.0-20260801120000-0123456789ab+dirty',
  ],
  ['a checkout', 'golang.org/x/tools/gopls (devel)\n', '(devel)'],
  ['a build without module version', 'golang.org/x/tools/gopls (unknown)\n', '(unknown)'],
  ['lines that end as on Windows', 'golang.org/x/tools/gopls v0.23.0\r\n', 'v0.23.0'],
  ['nothing', '', undefined],
  ['no version', 'golang.org/x/tools/gopls \n', undefined],
  ['another program', 'golang.org/x/tools/goimports v0.23.0\n', undefined],
  ['a talkative wrapper', 'using gopls from mise\ngolang.org/x/tools/gopls v0.23.0\n', undefined],
  ['help', 'Usage of gopls:\n', undefined],
  ['words after it', 'golang.org/x/tools/gopls v0.23.0 is out of date\n', undefined],
]

for (const [name, stdout, expected] of outputs) {
  t.test(`the version in ${name} is ${String(expected)}`, async t => {
    t.equal(parseVersionOutput(stdout), expected)
  })
}
