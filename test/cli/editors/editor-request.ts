import { join } from 'node:path'
import { ConnectionRecord } from '../../../src/cli/editors/connection-record.js'
import type { EditorRequest } from '../../../src/cli/editors/editor-request.js'

export const dropIn = '/state/bin/gopls'

/** `connect vscode --write` with everything in one folder; nothing is installed. */
export function requestIn(folder: string, changes: Partial<EditorRequest> = {}): EditorRequest {
  return {
    editor: 'vscode',
    write: true,
    json: false,
    dropIn,
    install: async () => ({ ok: true, path: dropIn, changed: false }),
    settingsFile: id => (id === 'vscode' ? join(folder, 'settings.json') : undefined),
    record: new ConnectionRecord(folder),
    currentFolder: folder,
    ...changes,
  }
}
