import type { Scope } from '../fake-gopls/served-gopls.js'
import type { Answer } from './request-book.js'
import { type EditorOptions, ScriptedEditor } from './scripted-editor.js'
import type { SessionEnvironment } from './session-environment.js'
import { startWire } from './wire.js'
import type { Workspace } from './workspace.js'

/** An editor on the drop-in, with the workspace's folder and nothing open. */
export function startEditor(
  scope: Scope,
  { editorCommand }: Pick<SessionEnvironment, 'editorCommand'>,
  workspace: Workspace,
  options: Partial<EditorOptions> = {},
): Promise<ScriptedEditor> {
  const wire = startWire(scope, editorCommand, workspace.folder)
  return ScriptedEditor.start(wire, { folders: [workspace.rootUri], ...options })
}

export const shownFunction = /func shop\.Total\(prices \[\]int\) int/

/** Over `shop.Total` in main.go, which must be open and as it was. */
export function hoverTotal(editor: ScriptedEditor, { uris: [uri] }: Workspace): Promise<Answer> {
  const { text = '' } = editor.documents.get(uri) ?? {}
  const before = text.slice(0, text.indexOf('Total(')).split('\n')
  const position = { line: before.length - 1, character: (before.at(-1)?.length ?? 0) + 1 }
  return editor.request('textDocument/hover', { textDocument: { uri }, position }).answer
}
