import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { Terminal } from '../terminal.js'
import { connectText, disconnectText } from './connection.js'
import type { Editor } from './editor-list.js'
import { chooseEditor, type EditableSettings, type EditorRequest, openSettings } from './editor-request.js'
import { readGoplsSetting } from './gopls-setting.js'
import { findRepositorySetting, type RepositorySetting } from './repository-setting.js'
import { backupSuffix, writeSettingsFile } from './settings-file.js'
import { describeChange } from './text-change.js'

/** Tells, or with --write does, what makes an editor start the drop-in instead of gopls. */
export async function connectEditor(terminal: Terminal, request: EditorRequest): Promise<ExitCode> {
  const chosen = chooseEditor(terminal, request)
  if (!chosen.ok) return chosen.exitCode
  const { editor } = chosen
  const installed = await request.install()
  if (!installed.ok) {
    terminal.complain(
      `the drop-in cannot be installed (${installed.message}). Make its folder writable, or set GOPLS_GUARDIAN_HOME to another one.`,
    )
    return exitCodes.wrongConfiguration
  }
  const file = request.settingsFile(editor.id)
  if (file === undefined) {
    report(terminal, request, { editor, written: false })
    return exitCodes.done
  }
  const opened = await openSettings(terminal, file)
  if (!opened.ok) return opened.exitCode
  const { settings } = opened
  const isNew = settings.gopls !== request.dropIn
  if (request.write && isNew) {
    const trouble = await write(terminal, request, settings)
    if (trouble !== undefined) {
      terminal.complain(trouble)
      return exitCodes.no
    }
  }
  const overriddenBy = await findRepositorySetting(request.currentFolder, request.dropIn)
  report(terminal, request, { editor, written: request.write && isNew, settings, overriddenBy })
  return exitCodes.done
}

async function write(
  terminal: Terminal,
  request: EditorRequest,
  settings: EditableSettings,
): Promise<string | undefined> {
  const { file, text } = settings
  const { dropIn, record } = request
  // An earlier edit of ours is taken back first, so that what came before both is remembered.
  const earlier = await record.find(file)
  const isOurs = text !== undefined && earlier !== undefined && settings.gopls === earlier.dropIn
  const base = isOurs ? disconnectText(text, earlier) : text
  const read = readGoplsSetting(base ?? '')
  const edit = connectText(base, read.ok ? read.tools : undefined, dropIn)
  showChange(terminal, request, { file, before: text, after: edit.text })
  // First remembered, then done: what is done can always be taken back.
  const remembered = await record.remember(file, edit.connection)
  if (!remembered.ok) return `the former setting cannot be remembered: ${remembered.message}`
  return writeSettingsFile(file, text, edit.text)
}

/** Prints the edit as a diff, where a person reads it. */
export function showChange(
  terminal: Terminal,
  { json }: EditorRequest,
  change: { readonly file: string; readonly before: string | undefined; readonly after: string | undefined },
): void {
  if (json) return
  const { file, before = '', after = '' } = change
  terminal.print([file, ...describeChange(before, after)].join('\n'))
}

interface Outcome {
  readonly editor: Editor
  readonly written: boolean
  /** As they were before. */
  readonly settings?: EditableSettings
  readonly overriddenBy?: RepositorySetting | undefined
}

function report(terminal: Terminal, request: EditorRequest, outcome: Outcome): void {
  const { editor, written, settings, overriddenBy } = outcome
  const { dropIn, json } = request
  const isConnected = written || settings?.gopls === dropIn
  if (json) {
    const lines = editor.lines(dropIn)
    const former = settings?.gopls
    const file = settings?.file
    terminal.print(
      JSON.stringify(
        { editor: editor.id, dropIn, lines, file, former, isConnected, written, overriddenBy },
        null,
        2,
      ),
    )
  } else {
    terminal.print(describe(request, outcome, isConnected).join('\n'))
  }
  if (overriddenBy) {
    terminal.complain(
      `${overriddenBy.file} has ${JSON.stringify(overriddenBy.gopls)}, which wins over your setting in this folder. Take "gopls" out of its "go.alternateTools".`,
    )
  }
}

function describe(
  { dropIn }: EditorRequest,
  { editor, written, settings }: Outcome,
  isConnected: boolean,
): readonly string[] {
  const isBackedUp = written && settings?.text !== undefined
  if (written)
    return [...(isBackedUp ? [`Kept as it was: ${settings.file}${backupSuffix}`] : []), editor.after]
  if (isConnected) return [`${editor.name} is connected: ${settings?.file ?? ''} has the drop-in.`]
  return [
    `${editor.name}: put this into ${settings?.file ?? editor.place}`,
    '',
    ...editor.lines(dropIn).map(line => `  ${line}`),
    '',
    ...(settings?.gopls === undefined ? [] : [`It replaces ${JSON.stringify(settings.gopls)}.`]),
    ...(settings ? [`Or let it be written: gopls-guardian connect ${editor.id} --write`] : []),
    editor.after,
  ]
}
