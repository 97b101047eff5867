import t from 'tap'
import { isOurs } from '../../../src/supervisor/observed/is-ours.js'
import { processRow } from '../../host/fake-process-table.js'

const places = {
  socketFolder: '/home/ada/a state/run',
  programFolders: ['/home/ada/a state/app', '/src/dist'],
}
const relay = '/usr/bin/node /home/ada/a state/app/0.1.0-ab/dist/cli/lsp.js'

const rows: readonly (readonly [string, string, string | undefined, boolean])[] = [
  ['an instance', '/go/bin/gopls serve -listen=unix;/home/ada/a state/run/1-1.sock', '/sbin/init', true],
  [
    'an instance whose parent is not known',
    'gopls serve -listen=unix;/home/ada/a state/run/1.sock',
    undefined,
    true,
  ],
  ['one that a relay holds at pipes', '/go/bin/gopls serve', relay, true],
  [
    'one that the daemon asks for its version',
    '/go/bin/gopls version',
    '/usr/bin/node /src/dist/cli/main.js run',
    true,
  ],
  ["an editor's", '/go/bin/gopls', 'nvim x.go', false],
  ["an editor's that works on guardian", '/go/bin/gopls', 'nvim /src/distance.go', false],
  ["somebody else's daemon", '/go/bin/gopls serve -listen=unix;/tmp/x.sock', undefined, false],
  ["another guardian's instance", 'gopls serve -listen=unix;/home/ada/a state/run2/1.sock', undefined, false],
]
for (const [name, command, parent, expected] of rows)
  t.test(`${name} is ${expected ? '' : 'not '}ours`, async t => {
    const parentRow = parent === undefined ? undefined : processRow({ pid: 1, command: parent })
    t.equal(isOurs(processRow({ pid: 2, command }), parentRow, places), expected)
  })
