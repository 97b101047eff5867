import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { judgeSession } from './oracle.js'
import { realCommand } from './real-command.js'
import { ScriptedEditor } from './scripted-editor.js'
import { startWire } from './wire.js'
import { work } from './workload.js'
import { makeWorkspace } from './workspace.js'

const { skip, binary } = await findRealGopls()
const realGopls = realCommand(binary?.path ?? '')
const steps = Number(process.env['STEPS'] ?? 150)

for (const seed of (process.env['SEEDS'] ?? '1 2 3').split(' ').map(Number))
  t.test(`nothing is wrong with a plain gopls, seed ${seed}`, { skip }, async t => {
    const workspace = await makeWorkspace(t)
    const wire = startWire(t, realGopls, workspace.folder)
    const editor = await ScriptedEditor.start(wire, { folders: [workspace.rootUri] })
    const findings = await work(editor, { seed, workspace, goOn: done => done < steps })
    t.same([...findings, ...(await judgeSession(t, { editor, workspace, realGopls, deaths: 'none' }))], [])
    t.ok(editor.book.requests.length > steps / 4)
  })
