import type { InstallResult } from '../../relay/install-drop-in.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import type { ConnectionRecord } from './connection-record.js'
import { type Editor, editors } from './editor-list.js'
import { type ReadSetting, readGoplsSetting } from './gopls-setting.js'
import { readSettingsFile } from './settings-file.js'

/** What `connect` and `disconnect` were called with, and on what computer. */
export interface EditorRequest {
  readonly editor: string | undefined
  readonly write: boolean
  readonly json: boolean
  readonly dropIn: string
  /** Puts the drop-in where `dropIn` says. */
  readonly install: () => Promise<InstallResult>
  /** The settings.json of an editor, for those whose settings we edit. */
  readonly settingsFile: (editor: string) => string | undefined
  readonly record: ConnectionRecord
  readonly currentFolder: string
}

export type Found<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly exitCode: ExitCode }

/** The editor that is meant; says which there are where it is none of them. */
export function chooseEditor(terminal: Terminal, request: EditorRequest): Found<{ readonly editor: Editor }> {
  const editor = editors.find(({ id }) => id === request.editor)
  if (!editor) {
    const said = request.editor === undefined ? 'no editor was named' : `unknown editor '${request.editor}'`
    terminal.complain(`${said}. Name one of: ${editors.map(({ id }) => id).join(', ')}`)
    return { ok: false, exitCode: exitCodes.wrongUsage }
  }
  if (request.write && request.settingsFile(editor.id) === undefined) {
    terminal.complain(
      `the settings of ${editor.name} are not ours to write; without --write you see what they need`,
    )
    return { ok: false, exitCode: exitCodes.wrongUsage }
  }
  return { ok: true, editor }
}

export type EditableSettings = {
  readonly file: string
  /** Undefined where there is no file. */
  readonly text: string | undefined
} & Pick<Extract<ReadSetting, { ok: true }>, 'tools' | 'gopls'>

/** The settings file as it is; says why where it cannot be edited. */
export async function openSettings(
  terminal: Terminal,
  file: string,
): Promise<Found<{ readonly settings: EditableSettings }>> {
  const read = await readSettingsFile(file)
  if (!read.ok) {
    terminal.complain(`${read.message}. It stays as it is.`)
    return { ok: false, exitCode: exitCodes.no }
  }
  const { text } = read
  const setting = readGoplsSetting(text ?? '')
  if (!setting.ok) {
    const { line, column, reason } = setting
    terminal.complain(
      `${file}:${line}:${column}: ${reason}. The file stays as it is; correct it and try again.`,
    )
    return { ok: false, exitCode: exitCodes.wrongConfiguration }
  }
  return { ok: true, settings: { file, text, tools: setting.tools, gopls: setting.gopls } }
}
