import t from 'tap'
import { openObserver } from '../gopls/observe/open-observer.js'
import { findRealGopls } from '../real/real-gopls.js'
import { realCommand } from '../session/real-command.js'
import { writeModule } from './small-module.js'
import { testedEditors } from './tested-editors.js'

const { skip: noGopls, binary } = await findRealGopls()

for (const { name, skip: noEditor, ...tested } of testedEditors)
  t.test(`the gopls that ${name} started is seen as its own`, { skip: noGopls || noEditor }, async t => {
    if (!binary) throw new Error('skipped')
    const { root, file } = writeModule(t)
    const { pid } = await tested.open(t, { server: realCommand(binary.path), root, file })
    const { find } = await openObserver()
    const found = await find(({ ownerPid, version }) => ownerPid === pid && version !== null)
    t.match(found, { kind: 'stdio', editor: name.toLowerCase(), version: binary.version })
  })
