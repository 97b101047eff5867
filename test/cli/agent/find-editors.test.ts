import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { editorPlaces } from '../../../src/cli/agent/editor-places.js'
import { findEditors, findPointingEditors, namesFolder } from '../../../src/cli/agent/find-editors.js'
import { editors } from '../../../src/cli/editors/editor-list.js'

t.test('every editor that connect knows is looked for', async t => {
  t.strictSame(
    editorPlaces.map(({ id }) => id),
    editors.map(({ id }) => id),
  )
})

t.test('an editor is found by its application, its program or its folder', async t => {
  const homeFolder = t.testdir({
    Applications: { 'Zed.app': {} },
    bin: { hx: '' },
    '.config': { nvim: {} },
  })
  const found = await findEditors({ homeFolder, environment: { PATH: `${homeFolder}/bin` } })
  t.strictSame(
    found.map(({ id }) => id),
    ['neovim', 'helix', 'zed'],
  )
})

const binFolder = `/home/it's "me"/state/bin`
const pointing: readonly (readonly [string, string, string])[] = [
  [
    'vscode',
    '.config/Code/User/settings.json',
    `{ "go.alternateTools": { "gopls": ${JSON.stringify(`${binFolder}/gopls`)} } }`,
  ],
  ['claude-code', '.zshrc', `export PATH='/home/it'\\''s "me"/state/bin':"$PATH"`],
  ['helix', '.config/helix/languages.toml', `command = '''${binFolder}/gopls'''`],
]
for (const [id, file, text] of pointing)
  t.test(`an editor that names the drop-in is found, with the file: ${id}`, async t => {
    const homeFolder = t.testdir({})
    mkdirSync(dirname(join(homeFolder, file)), { recursive: true })
    writeFileSync(join(homeFolder, file), text)
    t.match(await findPointingEditors({ homeFolder, environment: {} }, binFolder, []), [
      { editor: { id }, file: `${homeFolder}/${file}` },
    ])
    t.strictSame(await findPointingEditors({ homeFolder, environment: {} }, '/another/bin', []), [])
  })

t.test('scripts in any folder of an editor are searched, and the files that connect wrote', async t => {
  const homeFolder = t.testdir({
    '.config': { nvim: { lua: { plugins: { 'lsp.lua': `cmd = { '${binFolder}/gopls' }` } } } },
    elsewhere: { 'settings.json': JSON.stringify(`${binFolder}/gopls`), 'other.json': '{}' },
  })
  const connected = ['settings.json', 'other.json', 'gone.json'].map(name =>
    join(homeFolder, 'elsewhere', name),
  )
  t.match(await findPointingEditors({ homeFolder, environment: {} }, binFolder, connected), [
    { editor: { id: 'vscode' }, file: connected[0] },
    { editor: { id: 'neovim' }, file: `${homeFolder}/.config/nvim/lua/plugins/lsp.lua` },
  ])
})

t.test('a circle of links is searched, and comes to an end', async t => {
  const homeFolder = t.testdir({ '.vim': { around: t.fixture('symlink', '.'), 'a.vim': 'x' } })
  t.strictSame(await findPointingEditors({ homeFolder, environment: {} }, binFolder, []), [])
})

const home = '/Users/me'
const folder = `${home}/Library/Application Support/gopls-guardian/bin`
const named = [
  `export PATH='${folder}':$PATH`,
  'export PATH=~/Library/Application\\ Support/gopls-guardian/bin:$PATH',
  'export PATH="$HOME/Library/Application Support/gopls-guardian/bin:$PATH"',
  `cmd = { vim.env.HOME .. '/Library/Application Support/gopls-guardian/bin/gopls' }`,
  '"$HOME/Library/Application Support/gopls-guardian/bin/gopls"',
]
for (const text of named)
  t.test(`this names the drop-in: ${text}`, async t => {
    t.ok(namesFolder(text, folder, home))
    t.notOk(namesFolder(text, `${home}/other/bin`, home))
  })
