import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toSplices } from './editor-documents.js'
import type { TextEdit } from './positions.js'
import type { ScriptedEditor } from './scripted-editor.js'

export interface WorkspaceEdit {
  readonly documentChanges?: readonly DocumentEdit[]
}

interface DocumentEdit {
  readonly textDocument: { readonly uri: string; readonly version?: number | null }
  readonly edits: readonly TextEdit[]
}

/** As editors do: all or nothing, and nothing when a document is not what gopls thinks it is. */
export function applyWorkspaceEdit(editor: ScriptedEditor, { documentChanges = [] }: WorkspaceEdit): boolean {
  const isCurrent = ({ textDocument: { uri, version } }: DocumentEdit): boolean => {
    const document = editor.documents.get(uri)
    return !document || version === document.version
  }
  if (!documentChanges.every(isCurrent)) return false
  for (const change of documentChanges) applyEdits(editor, change)
  return true
}

/** A file that is not open is changed on disk, in one go, so that nothing can come between. */
function applyEdits(editor: ScriptedEditor, { textDocument: { uri }, edits }: DocumentEdit): void {
  const document = editor.documents.get(uri)
  if (document) {
    if (edits.length > 0) editor.type(document, ...toSplices(document.text, edits))
    return
  }
  const path = fileURLToPath(uri)
  let text = readFileSync(path, 'utf8')
  for (const { start, end, text: added } of toSplices(text, edits))
    text = text.slice(0, start) + added + text.slice(end)
  writeFileSync(path, text)
  editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] })
}
