import { homedir } from 'node:os'
import { join } from 'node:path'
import { installDropIn } from '../../relay/install-drop-in.js'
import { describeDropIn } from '../drop-in-here.js'
import type { ExitCode } from '../exit-codes.js'
import { locate } from '../locations.js'
import type { Terminal } from '../terminal.js'
import { connectEditor } from './connect.js'
import { ConnectionRecord } from './connection-record.js'
import { disconnectEditor } from './disconnect.js'
import type { EditorRequest } from './editor-request.js'
import { findSettingsFile } from './settings-file.js'

export interface EditorFlags {
  readonly write?: true
  readonly json?: true
}

export function runConnect(
  terminal: Terminal,
  editor: string | undefined,
  flags: EditorFlags,
): Promise<ExitCode> {
  return connectEditor(terminal, describeRequest(editor, flags))
}

export function runDisconnect(
  terminal: Terminal,
  editor: string | undefined,
  flags: EditorFlags,
): Promise<ExitCode> {
  return disconnectEditor(terminal, describeRequest(editor, flags))
}

function describeRequest(editor: string | undefined, flags: EditorFlags): EditorRequest {
  const locations = locate(process)
  const { binFolder, stateFolder } = locations.paths
  const places = { platform: process.platform, environment: process.env, homeFolder: homedir() }
  return {
    editor,
    write: flags.write ?? false,
    json: flags.json ?? false,
    dropIn: join(binFolder, 'gopls'),
    install: () => installDropIn(binFolder, describeDropIn(locations, process)),
    settingsFile: id => findSettingsFile(id, places),
    record: new ConnectionRecord(stateFolder),
    currentFolder: process.cwd(),
  }
}
