import { applyWorkspaceEdit, type WorkspaceEdit } from './apply-edit.js'
import { describeFolders, type ScriptedEditor } from './scripted-editor.js'
import type { Registration } from './told-by-gopls.js'

/** What this editor answers when gopls asks it something, and does because of it. */
export function answerGopls(editor: ScriptedEditor, method: string, params: unknown): unknown {
  switch (method) {
    case 'workspace/configuration':
      return (params as { readonly items: readonly unknown[] }).items.map(() => editor.settings)
    case 'workspace/workspaceFolders':
      return describeFolders(editor.folders)
    case 'window/workDoneProgress/create':
      editor.told.progressCreated((params as { readonly token: number | string }).token)
      return null
    case 'client/registerCapability':
      editor.told.registered((params as { readonly registrations: readonly Registration[] }).registrations)
      return null
    case 'client/unregisterCapability':
      editor.told.unregistered(
        (params as { readonly unregisterations: readonly Registration[] }).unregisterations.map(
          ({ id }) => id,
        ),
      )
      return null
    case 'workspace/applyEdit':
      return { applied: applyWorkspaceEdit(editor, (params as { readonly edit: WorkspaceEdit }).edit) }
    case 'window/showDocument':
      return { success: true }
    default:
      return null
  }
}
