import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { connectEditor } from '../../../src/cli/editors/connect.js'
import { disconnectEditor } from '../../../src/cli/editors/disconnect.js'
import { editors } from '../../../src/cli/editors/editor-list.js'
import { recordTerminal } from '../recorded-terminal.js'
import { dropIn, requestIn } from './editor-request.js'

const mine = '{\n  // mine\n  "go.alternateTools": { "gopls": "/mine" },\n}\n'
const ours = mine.replace('/mine', dropIn)

t.test('what it writes is shown first, kept beside, and taken back to the byte', async t => {
  const folder = t.testdir({ 'settings.json': mine })
  const file = join(folder, 'settings.json')
  const terminal = recordTerminal()
  t.equal(await connectEditor(terminal, requestIn(folder)), 0)
  t.equal(readFileSync(file, 'utf8'), ours)
  t.match(terminal.printed[0], /- .*"\/mine".*\n\+ .*"\/state\/bin\/gopls"/)
  t.equal(readFileSync(`${file}.gopls-guardian.bak`, 'utf8'), mine)
  t.equal(statSync(join(folder, 'editors.json')).mode & 0o777, 0o600)

  t.equal(await disconnectEditor(terminal, requestIn(folder)), 0)
  t.equal(readFileSync(file, 'utf8'), mine)
  t.strictSame(JSON.parse(readFileSync(join(folder, 'editors.json'), 'utf8')), {})
  t.strictSame(terminal.complaints, [])
})

t.test('without --write nothing is written', async t => {
  const folder = t.testdir({ 'settings.json': mine })
  const terminal = recordTerminal()
  t.equal(await connectEditor(terminal, requestIn(folder, { write: false })), 0)
  const [text = ''] = terminal.printed
  t.match(text, `"go.alternateTools": { "gopls": "${dropIn}" }`)
  t.match(text, 'It replaces "/mine".')
  t.equal(readFileSync(join(folder, 'settings.json'), 'utf8'), mine)

  writeFileSync(join(folder, 'settings.json'), ours)
  t.equal(await disconnectEditor(terminal, requestIn(folder, { write: false })), 0)
  t.equal(readFileSync(join(folder, 'settings.json'), 'utf8'), ours)
})

t.test(
  'connecting twice changes nothing; with a drop-in that has moved, the first setting is still known',
  async t => {
    const folder = t.testdir({ 'settings.json': mine })
    const file = join(folder, 'settings.json')
    for (const path of ['/old/bin/gopls', '/old/bin/gopls', dropIn])
      t.equal(await connectEditor(recordTerminal(), requestIn(folder, { dropIn: path })), 0)
    t.equal(readFileSync(file, 'utf8'), ours)
    t.equal(await disconnectEditor(recordTerminal(), requestIn(folder)), 0)
    t.equal(readFileSync(file, 'utf8'), mine)
  },
)

t.test('what the person set since is not ours to take back', async t => {
  const folder = t.testdir({ 'settings.json': mine })
  const file = join(folder, 'settings.json')
  await connectEditor(recordTerminal(), requestIn(folder))
  const since = ours.replace(dropIn, '/since')
  writeFileSync(file, since)
  const terminal = recordTerminal()
  t.equal(await disconnectEditor(terminal, requestIn(folder)), 0)
  t.match(terminal.printed, [/nothing in .* is ours/])
  t.equal(readFileSync(file, 'utf8'), since)
})

t.test('our own path goes out also when nothing is remembered', async t => {
  const folder = t.testdir({ 'settings.json': ours, 'editors.json': '{"broken":' })
  t.equal(await disconnectEditor(recordTerminal(), requestIn(folder)), 0)
  t.equal(readFileSync(join(folder, 'settings.json'), 'utf8'), '{\n  // mine\n}\n')
})

t.test('a file that was not there is made, and goes again', async t => {
  const folder = t.testdir({})
  const file = join(folder, 'settings.json')
  t.equal(await connectEditor(recordTerminal(), requestIn(folder)), 0)
  t.match(JSON.parse(readFileSync(file, 'utf8')), { 'go.alternateTools': { gopls: dropIn } })
  t.equal(await disconnectEditor(recordTerminal(), requestIn(folder)), 0)
  t.notOk(existsSync(file))
})

t.test('a link stays a link, and its target keeps its mode', async t => {
  const folder = t.testdir({
    dotfiles: { 'vs.json': mine },
    'settings.json': t.fixture('symlink', 'dotfiles/vs.json'),
  })
  const target = join(folder, 'dotfiles', 'vs.json')
  const mode = statSync(target).mode
  t.equal(await connectEditor(recordTerminal(), requestIn(folder)), 0)
  t.ok(lstatSync(join(folder, 'settings.json')).isSymbolicLink())
  t.equal(readFileSync(target, 'utf8'), ours)
  t.equal(statSync(target).mode, mode)
})

t.test('settings that do not parse stay untouched, and the place is told', async t => {
  const broken = '{\n  "a": 1\n  "b": 2\n}'
  const folder = t.testdir({ 'settings.json': broken })
  for (const command of [connectEditor, disconnectEditor]) {
    const terminal = recordTerminal()
    t.equal(await command(terminal, requestIn(folder)), 78)
    t.match(terminal.complaints, [/settings\.json:3:3: .*correct it/])
  }
  t.equal(readFileSync(join(folder, 'settings.json'), 'utf8'), broken)
  t.notOk(existsSync(join(folder, 'editors.json')))
})

t.test('settings in another encoding, or that cannot be written, stay as they are', async t => {
  const latin = Buffer.from('{ "a": "caf\u00e9" }', 'latin1')
  const folder = t.testdir({ 'settings.json': latin })
  t.equal(await connectEditor(recordTerminal(), requestIn(folder)), 1)
  t.strictSame(readFileSync(join(folder, 'settings.json')), latin)

  const terminal = recordTerminal()
  const settingsFile = () => join(folder, 'no-such-folder', 'settings.json')
  t.equal(await connectEditor(terminal, requestIn(folder, { settingsFile })), 1)
  t.match(terminal.complaints, [/cannot be written: .*ENOENT/])
})

t.test('a setting of the repository that wins over ours is told, as text and as data', async t => {
  const folder = t.testdir({ 'settings.json': '{}', '.vscode': { 'settings.json': mine } })
  const terminal = recordTerminal()
  t.equal(await connectEditor(terminal, requestIn(folder)), 0)
  t.match(terminal.complaints, [/\.vscode\/settings\.json has "\/mine", which wins/])
  t.equal(await connectEditor(terminal, requestIn(folder, { json: true })), 0)
  t.match(JSON.parse(terminal.printed.at(-1) ?? ''), {
    editor: 'vscode',
    dropIn,
    isConnected: true,
    written: false,
    overriddenBy: { gopls: '/mine' },
  })
})

for (const { id, name } of editors.filter(editor => editor.id !== 'vscode'))
  t.test(`for ${name} it prints the lines, and what to take out again`, async t => {
    const folder = t.testdir({})
    for (const command of [connectEditor, disconnectEditor]) {
      const terminal = recordTerminal()
      t.equal(await command(terminal, requestIn(folder, { editor: id, write: false })), 0)
      t.match(terminal.printed.join('\n'), id === 'claude-code' ? '/state/bin' : dropIn)
      t.equal(await command(recordTerminal(), requestIn(folder, { editor: id })), 2, '--write is refused')
    }
  })

for (const editor of [undefined, 'vim'])
  t.test(`${editor ?? 'no editor'} is wrong usage, and the list is told`, async t => {
    const terminal = recordTerminal()
    t.equal(await connectEditor(terminal, requestIn(t.testdir({}), { editor })), 2)
    t.match(terminal.complaints, [/vscode, cursor, neovim, emacs, helix, zed, sublime, claude-code/])
  })
