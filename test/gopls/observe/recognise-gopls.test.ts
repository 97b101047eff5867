import fc from 'fast-check'
import t from 'tap'
import { recogniseGopls } from '../../../src/gopls/observe/recognise-gopls.js'
import { readEveryResult } from '../../../src/host/macos-ps.js'
import type { ProcessRow } from '../../../src/host/process-table.js'
import { processRow } from '../../host/fake-process-table.js'

const now = { wallMs: Date.UTC(2026, 0, 5, 12), uptimeMs: 3_600_000 }
const nothingIsOurs = () => false

// In the shape of ps on macOS, with titles as VS Code and its kin write them over their arguments.
const macos = `
    1     0     1 Ss   Mon Jan  5 08:00:00 2026       1:08.04   20000 /sbin/launchd
  400     1   400 S    Mon Jan  5 08:01:00 2026       1:20.80  348800 /Applications/Visual Studio Code.app/Contents/MacOS/Electron
  444   400   400 S    Mon Jan  5 08:01:05 2026      12:01.00  448800 Code Helper (Plugin): extension-host (user) demo [1-1]
  500   444   400 S    Mon Jan  5 08:02:00 2026     123:45.67 2048000 /Users/ann/go/bin/gopls -mode=stdio
  501   500   501 Ss   Mon Jan  5 08:02:00 2026       0:00.05   28144 /Users/ann/go/bin/gopls ** telemetry **
  502   500   400 Z    Mon Jan  5 08:02:00 2026       0:00.00       0 (gopls)
  503   500   400 Z    Mon Jan  5 08:02:00 2026       0:00.00       0 <defunct>
  504   500   400 S    Mon Jan  5 11:59:59 2026       0:00.00    2000 /Users/ann/go/bin/gopls -mode=stdio
  600     1   600 Ss   Mon Jan  5 09:00:00 2026       0:44.00  160000 /usr/local/bin/gopls serve -listen unix;/tmp/gopls-0285b6-daemon.shared -listen.timeout 1m0s
  610   609   400 T    Mon Jan  5 09:00:00 2026       0:00.20   28000 gopls -remote=auto
  609   608   400 S    Mon Jan  5 08:59:00 2026       0:02.91   90000 /opt/homebrew/bin/nvim --embed
  700     1   700 SX   Mon Jan  5 11:00:00 2026       0:20.00  189852 gopls
  800   609   400 S    Mon Jan  5 09:00:00 2026       0:00.20   28000 /Users/ann/bin/gopls-notes
  801   609   400 S    Mon Jan  5 09:00:00 2026       0:00.20   28000 node /Users/ann/server.js --next=/Users/ann/go/bin/gopls`

t.test('what ps of macOS tells is read', async t => {
  const rows = readEveryResult({ ok: true, stdout: macos.trimStart(), stderr: '' })
  const [inEditor, daemon, forwarder, left, ...others] = recogniseGopls(rows, nothingIsOurs, now)
  t.strictSame(inEditor, {
    pid: 500,
    start: 'Mon Jan 5 08:02:00 2026',
    kind: 'stdio',
    editor: 'vscode',
    ownerPid: 444,
    path: '/Users/ann/go/bin/gopls',
    ageMs: 14_280_000,
    cpuMs: 7_425_670,
    residentBytes: 2_097_152_000,
    state: 'sleeping',
    isSuspended: false,
    traced: false,
  })
  t.match(daemon, { pid: 600, kind: 'daemon', ownerPid: null })
  t.match(forwarder, {
    pid: 610,
    kind: 'forwarder',
    editor: 'neovim',
    ownerPid: 609,
    state: 'stopped',
    path: null,
  })
  t.match(left, { pid: 700, kind: 'stdio', editor: 'unknown', ownerPid: null, traced: true })
  t.strictSame(others, [])
})

t.test('what guardian started is left out, by itself or by its parent', async t => {
  const rows = [
    processRow({ pid: 1000, command: 'node /app/dist/cli/lsp.js' }),
    processRow({ pid: 1001, parentPid: 1000, command: 'gopls' }),
    processRow({ pid: 1002, groupId: 1002, command: 'gopls serve -listen=unix;/s' }),
    processRow({ pid: 1003, parentPid: 999, command: 'gopls' }),
  ]
  const found = recogniseGopls(
    rows,
    (row, parent) => row.groupId === 1002 || parent?.command.startsWith('node ') === true,
    now,
  )
  t.strictSame(
    found.map(({ pid }) => pid),
    [1003],
  )
})

t.test('one that was stopped together with its editor is suspended', async t => {
  const state = 'stopped'
  const rows = [
    processRow({ pid: 1000, state, command: 'hx main.go' }),
    processRow({ pid: 1001, parentPid: 1000, state, command: 'gopls' }),
    processRow({ pid: 1002, command: 'hx main.go' }),
    processRow({ pid: 1003, parentPid: 1002, state, command: 'gopls' }),
  ]
  t.match(recogniseGopls(rows, nothingIsOurs, now), [
    { pid: 1001, isSuspended: true },
    { pid: 1003, isSuspended: false },
  ])
})

const command = fc.constantFrom(
  'gopls',
  '/go/bin/gopls -mode=stdio',
  'gopls -listen=:1',
  '/go/bin/gopls ** telemetry **',
  'gopls-notes',
  'node /x/gopls',
  'nvim',
  '-zsh',
  '(gopls)',
  '',
)
const row: fc.Arbitrary<ProcessRow> = fc.record({
  pid: fc.integer({ min: 1, max: 12 }),
  parentPid: fc.integer({ min: 0, max: 12 }),
  groupId: fc.integer({ min: 1, max: 12 }),
  state: fc.constantFrom('running', 'sleeping', 'stopped', 'zombie', 'other'),
  start: fc.constantFrom('1', '2', '3', 'unreadable'),
  cpuMs: fc.nat(),
  residentBytes: fc.nat(),
  traced: fc.boolean(),
  command,
})
const table = fc.uniqueArray(row, { selector: ({ pid }) => pid, maxLength: 12 })

t.test('none of ours, no zombie, no telemetry child and nothing else than gopls is ever told', async t => {
  let seen = 0
  const property = fc.property(table, fc.integer({ min: 1, max: 12 }), (rows, ourGroup) => {
    const found = recogniseGopls(rows, ({ groupId }) => groupId === ourGroup, now)
    seen += found.length
    return found.every(({ pid, ownerPid, ageMs }) => {
      const row = rows.find(row => row.pid === pid)
      return (
        row !== undefined &&
        row.groupId !== ourGroup &&
        row.state !== 'zombie' &&
        ['gopls', '/go/bin/gopls -mode=stdio', 'gopls -listen=:1'].includes(row.command) &&
        (ownerPid !== pid || row.parentPid === pid) &&
        ageMs >= 0
      )
    })
  })
  fc.assert(property)
  t.ok(seen > 0)
})
