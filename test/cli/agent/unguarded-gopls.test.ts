import t from 'tap'
import { listUnguardedGopls } from '../../../src/cli/agent/unguarded-gopls.js'
import type { ProcessRow } from '../../../src/host/process-table.js'

function row(pid: number, command: string, other: Partial<ProcessRow> = {}): ProcessRow {
  return {
    pid,
    parentPid: 1,
    groupId: pid,
    state: 'running',
    start: '1',
    cpuMs: 0,
    residentBytes: 0,
    traced: false,
    command,
    ...other,
  }
}

t.test('counted are the gopls of others, not what they start, and none of ours', async t => {
  const rows = [
    row(10, '/Users/me/go/bin/gopls -mode=stdio'),
    row(11, 'gopls serve'),
    row(12, '/Users/me/go/bin/gopls ** telemetry **', { parentPid: 10 }),
    row(20, '/Users/me/go/bin/gopls serve -listen=unix;/run/g-1-1.sock'),
    row(21, '/Users/me/go/bin/gopls ** telemetry **', { parentPid: 1, groupId: 20 }),
    row(30, '/opt/homebrew/bin/node /app/dist/cli/lsp.js'),
    row(31, '/bin/sh /state/bin/gopls'),
    row(32, 'vim gopls'),
    row(33, '(gopls)', { state: 'zombie' }),
    row(34, '/usr/local/bin/gopls', { state: 'zombie' }),
  ]
  t.strictSame(listUnguardedGopls(rows, [20]), [10, 11])
})
