import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { showChange } from './connect.js'
import { disconnectText } from './connection.js'
import type { Editor } from './editor-list.js'
import { chooseEditor, type EditableSettings, type EditorRequest, openSettings } from './editor-request.js'
import { restoreGopls } from './gopls-setting.js'
import { writeSettingsFile } from './settings-file.js'

/** Tells, or with --write does, what makes an editor start gopls as it did before. */
export async function disconnectEditor(terminal: Terminal, request: EditorRequest): Promise<ExitCode> {
  const chosen = chooseEditor(terminal, request)
  if (!chosen.ok) return chosen.exitCode
  const { editor } = chosen
  const file = request.settingsFile(editor.id)
  if (file === undefined) {
    tell(terminal, request, { editor, written: false, text: explainByHand(editor, request.dropIn) })
    return exitCodes.done
  }
  const opened = await openSettings(terminal, file)
  if (!opened.ok) return opened.exitCode
  const { settings } = opened
  const undo = await planUndo(request, settings)
  if (undo === undefined) {
    const text = `${editor.name} is not connected: nothing in ${file} is ours.`
    tell(terminal, request, { editor, written: false, text })
    return exitCodes.done
  }
  showChange(terminal, request, { file, before: settings.text, after: undo.text })
  if (!request.write) {
    const text = `Nothing is written yet. Type: gopls-guardian disconnect ${editor.id} --write`
    tell(terminal, request, { editor, written: false, text })
    return exitCodes.done
  }
  const trouble = await writeSettingsFile(file, settings.text, undo.text)
  if (trouble !== undefined) {
    terminal.complain(trouble)
    return exitCodes.no
  }
  await request.record.forget(file)
  tell(terminal, request, { editor, written: true, text: editor.after })
  return exitCodes.done
}

/** The settings without us; undefined where the setting is not ours. Their `text` is undefined where no file is left. */
async function planUndo(
  { record, dropIn }: EditorRequest,
  { file, text, gopls }: EditableSettings,
): Promise<{ readonly text: string | undefined } | undefined> {
  if (text === undefined) return undefined
  const connection = await record.find(file)
  if (connection !== undefined && gopls === connection.dropIn)
    return { text: disconnectText(text, connection) }
  return gopls === dropIn ? { text: restoreGopls(text, undefined) } : undefined
}

function explainByHand(editor: Editor, dropIn: string): string {
  const lines = editor.lines(dropIn).map(line => `  ${line}`)
  return [`${editor.name}: take this out of ${editor.place}`, '', ...lines, '', editor.after].join('\n')
}

function tell(
  terminal: Terminal,
  { json, dropIn }: EditorRequest,
  { editor, written, text }: { readonly editor: Editor; readonly written: boolean; readonly text: string },
): void {
  const lines = editor.lines(dropIn)
  terminal.print(json ? JSON.stringify({ editor: editor.id, dropIn, lines, written }, null, 2) : text)
}
