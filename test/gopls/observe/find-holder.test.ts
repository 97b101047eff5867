import t from 'tap'
import { findHolder } from '../../../src/gopls/observe/find-holder.js'
import { processRow } from '../../host/fake-process-table.js'

const gopls = processRow({ pid: 90, parentPid: 80, start: '100', command: 'gopls' })

for (const { name, above, editor, pid } of [
  {
    name: 'its editor',
    above: [{ pid: 80, command: 'nvim --embed' }],
    editor: 'neovim',
    pid: 80,
  },
  {
    name: 'the window, not the whole application',
    above: [
      { pid: 80, parentPid: 70, command: 'Cursor Helper (Plugin): extension-host (user) demo [1-1]' },
      { pid: 70, command: '/Applications/Cursor.app/Contents/MacOS/Cursor' },
    ],
    editor: 'cursor',
    pid: 80,
  },
  {
    name: 'the editor above a wrapper script',
    above: [
      { pid: 80, parentPid: 70, command: '/bin/sh /Users/ann/bin/gopls -mode=stdio' },
      { pid: 70, command: 'hx main.go' },
    ],
    editor: 'helix',
    pid: 70,
  },
  {
    name: 'the agent, not the editor that the agent runs in',
    above: [
      { pid: 80, parentPid: 70, command: 'claude' },
      { pid: 70, command: 'Code Helper (Plugin): extension-host (user) demo [1-1]' },
    ],
    editor: 'claude-code',
    pid: 80,
  },
  {
    name: 'the shell that somebody types at, not the editor around it',
    above: [
      { pid: 80, parentPid: 70, command: '-zsh' },
      { pid: 70, command: 'Code Helper: terminal pty-host' },
    ],
    editor: 'terminal',
    pid: 80,
  },
  {
    name: 'a parent that is not known',
    above: [{ pid: 80, command: '/usr/local/bin/kak-lsp' }],
    editor: 'unknown',
    pid: 80,
  },
  {
    name: 'a parent of another user',
    above: [],
    editor: 'unknown',
    pid: 80,
  },
  {
    name: 'nobody, once it has been handed to the systemd of the user',
    above: [{ pid: 80, command: '/usr/lib/systemd/systemd --user' }],
    editor: 'unknown',
    pid: null,
  },
  {
    name: 'an editor that is younger than its gopls, because the clock was set back',
    above: [{ pid: 80, start: '101', command: 'nvim' }],
    editor: 'neovim',
    pid: 80,
  },
  {
    name: 'what stands in WSL for a program on Windows',
    above: [{ pid: 80, command: '/init' }],
    editor: 'unknown',
    pid: 80,
  },
] as const)
  t.test(`the holder is ${name}`, async t => {
    const rows = [gopls, ...above.map(row => processRow({ start: '50', ...row }))]
    t.strictSame(findHolder(gopls, new Map(rows.map(row => [row.pid, row]))), { editor, pid })
  })

t.test('nobody holds what has been handed to the first process', async t => {
  const orphan = { ...gopls, parentPid: 1 }
  const init = processRow({ pid: 1, parentPid: 0, start: '0', command: '/sbin/init' })
  t.strictSame(findHolder(orphan, new Map()), { editor: 'unknown', pid: null })
  t.strictSame(findHolder(orphan, new Map([[1, init]])), { editor: 'unknown', pid: null })
})

t.test('an editor that is the first process of a container holds its gopls', async t => {
  const editor = processRow({ pid: 1, parentPid: 0, start: '0', command: 'nvim --headless' })
  t.strictSame(findHolder({ ...gopls, parentPid: 1 }, new Map([[1, editor]])), { editor: 'neovim', pid: 1 })
})

for (const { name, groupId, pid } of [
  { name: 'in a group of its own', groupId: 90, pid: 1 },
  { name: 'in the group of the first process', groupId: 1, pid: 1 },
  { name: 'in the group of somebody else, who has gone', groupId: 70, pid: null },
])
  t.test(`below the first process of a container, ${name}, it is held by ${pid}`, async t => {
    const first = processRow({ pid: 1, parentPid: 0, groupId: 1, command: 'python3 /agent.py' })
    const left = { ...gopls, parentPid: 1, groupId }
    t.strictSame(findHolder(left, new Map([[1, first]])), { editor: 'unknown', pid })
  })

t.test('a circle of parents has an end', async t => {
  const rows = [gopls, processRow({ pid: 80, parentPid: 90, start: '100', command: 'python3' })]
  t.strictSame(findHolder(gopls, new Map(rows.map(row => [row.pid, row]))), { editor: 'unknown', pid: 80 })
})
