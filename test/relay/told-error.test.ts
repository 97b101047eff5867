import t from 'tap'
import { readToldError } from '../../src/relay/told-error.js'

/** Texts of gopls 0.23.0 with Go 1.26. */
const rows = [
  [
    'go-not-found',
    'window/showMessage',
    'Error loading workspace folders (expected 1, got 0)\nfailed to load view for file:///m: err: go command required, not found: exec: "go": executable file not found in $PATH: stderr: \n',
  ],
  [
    'broken-go-mod',
    'window/logMessage',
    '2026/11/22 14:56:13 go/packages.Load #2: err: exit status 1: stderr: go: errors parsing go.mod:\ngo.mod:5: syntax error (unterminated block started at /m/go.mod:4:1)\n\n\tview_id="1"\n',
  ],
  [
    'broken-go-mod',
    'window/logMessage',
    '2026/11/22 14:56:17 errors loading workspace: /m/go.mod:1: unknown directive: modul\n',
  ],
  [
    'broken-go-mod',
    'window/logMessage',
    '2026/11/22 14:56:23 initial workspace load failed: packages.Load error: err: exit status 1: stderr: go: go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)\n\n',
  ],
  [
    'broken-go-mod',
    'window/logMessage',
    '2026/11/22 14:57:07 initial workspace load failed: packages.Load error: err: exit status 1: stderr: go: example.com/missing@v1.2.3: missing go.sum entry for go.mod file; to add it:\n\tgo mod download example.com/missing\n\n',
  ],
  [
    'no-network',
    'window/logMessage',
    '2026/11/22 14:57:10 MetadataForFile: packages.Load error: err: exit status 1: stderr: go: example.com/missing@v1.2.3: module lookup disabled by GOPROXY=off\n\n',
  ],
  [
    'no-network',
    'window/logMessage',
    '2026/11/22 14:57:10 initial workspace load failed: packages.Load error: err: exit status 1: stderr: go: example.com/missing@v1.2.3: Get "http://127.0.0.1:1/example.com/missing/@v/v1.2.3.mod": dial tcp 127.0.0.1:1: connect: connection refused\n\n',
  ],
  [
    'no-network',
    'window/showMessage',
    'Error loading workspace folders (expected 1, got 0)\nfailed to load view for file:///m: err: exit status 1: stderr: go: downloading go1.99.0 (linux/amd64)\ngo: download go1.99.0: golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64: Get "https://nowhere.invalid/x.zip": dial tcp: lookup nowhere.invalid on 10.0.0.1:53: no such host\n\n',
  ],
  [
    'load-failed',
    'window/logMessage',
    '2026/11/22 14:56:28 go/packages.Load #1: /bin/false: exit status 1: \n\tview_id="1"\n',
  ],
  [
    'load-failed',
    'window/logMessage',
    '2026/11/22 14:56:34 errors loading workspace: stat /m/nope/go.mod: no such file or directory\n\tview_id="1"\n',
  ],
  [
    'other-error',
    'window/showMessage',
    'Invalid settings: setting option "buildFlags": invalid type float64 (want JSON array of string); setting option "nonsense": unexpected setting',
  ],
] as const

t.test('an error that gopls tells the editor has a code', async t => {
  for (const [code, method, message] of rows)
    t.same(readToldError(method, { type: 1, message }), { code, message })
})

t.test('so has one that it shows as progress, where the editor shows that', async t => {
  const message = '/m/go.mod:5: syntax error (unterminated block started at /m/go.mod:4:1)'
  const value = { kind: 'begin', title: 'Error loading workspace', message }
  t.same(readToldError('$/progress', { token: '1', value }), { code: 'broken-go-mod', message })
})

t.test('all else is no error', async t => {
  const said = { type: 3, message: 'go/packages.Load #1\n\tview_id="1"\n' }
  for (const [method, params] of [
    ['window/logMessage', said],
    ['window/showMessage', { type: 4, message: 'Loading packages...' }],
    ['window/showMessage', { type: 1 }],
    ['window/showMessage', undefined],
    [
      '$/progress',
      { value: { kind: 'begin', title: 'Setting up workspace', message: 'Loading packages...' } },
    ],
    ['textDocument/publishDiagnostics', { type: 1, message: 'x' }],
  ] as const)
    t.equal(readToldError(method, params), undefined)
})

t.test('a long message is cut', async t => {
  t.equal(
    readToldError('window/showMessage', { type: 1, message: 'x'.repeat(10_000) })?.message.length,
    2_000,
  )
})
