import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { editorPlaces } from '../../../src/cli/agent/editor-places.js'
import { findEditors, findPointingEditors } from '../../../src/cli/agent/find-editors.js'
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
    t.match(await findPointingEditors({ homeFolder, environment: {} }, binFolder), [
      { editor: { id }, file: `${homeFolder}/${file}` },
    ])
    t.strictSame(await findPointingEditors({ homeFolder, environment: {} }, '/another/bin'), [])
  })
