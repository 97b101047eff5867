import t from 'tap'
import { isOurs } from '../../../src/supervisor/observed/is-ours.js'
import { processRow } from '../../host/fake-process-table.js'

const programFolders = ['/home/ada/a state/app', '/src/dist']
const relay = '/usr/bin/node /home/ada/a state/app/0.1.0-ab/dist/cli/lsp.js'

const rows: readonly (readonly [string, string, string | undefined, boolean])[] = [
  ['an instance', '/go/bin/gopls serve -listen=unix;/home/ada/a state/run/g-1-1.sock', '/sbin/init', true],
  [
    'an instance whose parent is not known',
    'gopls serve -listen=unix;/home/ada/a state/run/g-2-17.sock -listen.timeout=900s',
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
  ["another guardian's instance", 'gopls serve -listen=unix;/tmp/x/run/g-12-3.sock', '/sbin/init', true],
  [
    "one of a relay alone, in another guardian's short folder",
    'gopls serve -listen=unix;/tmp/gopls-guardian-501/0a1b2c3d/g-r4194304-2-1.sock -listen.timeout=900s',
    undefined,
    true,
  ],
  [
    "one that another installation's relay holds at pipes",
    'gopls serve',
    '/n/node /x y/dist/cli/lsp.js',
    true,
  ],
  ['one behind gopls-guardian lsp', 'gopls serve', '/n/node /x/dist/cli/main.js lsp -mode=stdio', true],
  ["one that works for another's editor on our source", 'gopls', 'nvim /x/dist/cli/lsp.js.map', false],
  ['one of an editor whose socket has such a name', 'gopls -listen=unix;/tmp/g-it-1.sock', 'nvim', false],
]
for (const [name, command, parent, expected] of rows)
  t.test(`${name} is ${expected ? '' : 'not '}ours`, async t => {
    const parentRow = parent === undefined ? undefined : processRow({ pid: 1, command: parent })
    t.equal(isOurs(processRow({ pid: 2, command }), parentRow, programFolders), expected)
  })
