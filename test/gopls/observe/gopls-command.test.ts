import t from 'tap'
import { readGoplsCommand } from '../../../src/gopls/observe/gopls-command.js'

for (const [command, kind] of [
  ['gopls', 'stdio'],
  ['/Users/ann/go/bin/gopls -mode=stdio', 'stdio'],
  ['/Users/ann/Go Tools/bin/gopls -mode=stdio', 'stdio'],
  ['/Users/ann/Library/Application Support/Zed/languages/gopls/gopls_0.20.0_go_1.24.1 -mode=stdio', 'stdio'],
  ['../bin/gopls serve -rpc.trace', 'stdio'],
  ['/x/ycmd/third_party/go/bin/gopls -logfile /tmp/gopls_stderr.log', 'stdio'],
  ['/go/bin/gopls -rpc.trace serve --debug=localhost:6060', 'stdio'],
  ['gopls -listen= -remote=', 'stdio'],
  ['/go/bin/gopls serve -listen unix;/tmp/gopls-0285b6-daemon.shared -listen.timeout 1m0s', 'daemon'],
  ['gopls -listen=:4389', 'daemon'],
  ['gopls serve --listen=unix;/tmp/s -mcp.listen=localhost:8092', 'daemon'],
  ['gopls -port=37374', 'daemon'],
  ['gopls -port=0', 'stdio'],
  ['gopls -remote=auto', 'forwarder'],
  ['/go/bin/gopls -remote=auto -logfile /tmp/gopls.log', 'forwarder'],
  ['gopls -remote unix;/tmp/gopls serve', 'forwarder'],
  ['gopls mcp', 'mcp'],
  ['/opt/homebrew/bin/gopls -v mcp -listen=localhost:8092', 'mcp'],
  ['gopls version', 'command'],
  ['gopls -remote=auto check main.go', 'command'],
  ['gopls remote sessions', 'command'],
  ['gopls -h', 'command'],
  ['gopls serve -help', 'command'],
] as const)
  t.test(`a ${kind}: ${command}`, async t => {
    t.equal(readGoplsCommand(command)?.kind, kind)
  })

for (const command of [
  '/home/x/go/bin/gopls ** telemetry **',
  'gopls ** telemetry **',
  '/Users/ann/bin/gopls-notes',
  'gopls-guardian run',
  '/Users/ann/bin/mygopls -mode=stdio',
  '/Users/ann/go/bin/gopls.old serve',
  '/Users/ann/gopls/main',
  'vim gopls',
  '/usr/bin/vim /src/gopls',
  '/usr/local/bin/pylsp --ignore /x/gopls',
  'node /Users/ann/server.js --next=/go/bin/gopls serve',
  '/usr/bin/node /app/dist/cli/lsp.js -mode=stdio gopls',
  '/bin/sh /Users/ann/bin/gopls -mode=stdio',
  'rg gopls serve',
  '(gopls)',
  '<defunct>',
  '',
])
  t.test(`no gopls: ${command}`, async t => {
    t.equal(readGoplsCommand(command), undefined)
  })

t.test('the program is the path up to the first that is called so', async t => {
  t.equal(
    readGoplsCommand('/Users/ann/Go Tools/gopls -logfile=/tmp/gopls')?.program,
    '/Users/ann/Go Tools/gopls',
  )
  t.equal(readGoplsCommand('gopls -logfile=/tmp/gopls')?.program, 'gopls')
})

t.test('an endless command line takes no time', async t => {
  const begunMs = performance.now()
  for (const part of ['/a', 'a/', '/a b', ' -x', 'a ']) readGoplsCommand(`/${part.repeat(100_000)}`)
  t.ok(performance.now() - begunMs < 2_000)
})
