import t from 'tap'
import { findRealGopls } from '../real/real-gopls.js'
import { setPipeTrap, walkInto } from './pipe-trap.js'
import { realCommand } from './real-command.js'
import { hoverTotal, shownFunction, startEditor } from './start-editor.js'
import { makeWorkspace } from './workspace.js'

const { skip, binary } = await findRealGopls()

t.test('a session that walks into a pipe answers nothing more until it is released', { skip }, async t => {
  const workspace = await makeWorkspace(t)
  const editor = await startEditor(t, { editorCommand: realCommand(binary?.path ?? '') }, workspace)
  await editor.open(workspace.uris[0])
  const expected = { ok: true, result: { contents: { value: shownFunction } } }
  t.match(await hoverTotal(editor, workspace), expected)

  const trap = await setPipeTrap(t, workspace)
  walkInto(trap, editor)
  const hover = hoverTotal(editor, workspace)
  t.notOk(await editor.until(() => editor.book.unanswered === 0, 1_500))
  await trap.release()
  t.match(await hover, expected)
  t.match(await editor.leave(), { exitCode: 0 })
})
