import { fileURLToPath } from 'node:url'
import type { EditorName, LeaseRequest } from '../control/supervision.js'
import { asObject, type JsonObject } from '../lsp/read-params.js'
import type { ToldToGopls } from '../lsp/told-to-gopls.js'

/** What a session asks a gopls by, as far as the editor has said it. */
export function describeLease(told: ToldToGopls): Pick<LeaseRequest, 'editor' | 'roots'> {
  return {
    editor: readEditorName(told.initialize?.params),
    roots: told.folders.flatMap(({ uri }) => pathOf(uri)),
  }
}

function readEditorName(initializeParams: JsonObject | undefined): EditorName {
  const { name, version } = asObject(initializeParams?.['clientInfo']) ?? {}
  return {
    name: typeof name === 'string' && name !== '' ? name : 'unknown',
    version: typeof version === 'string' ? version : null,
  }
}

/** Virtual folders (`gitlens:`, `vscode-remote:`) are nowhere on this computer: gopls leaves them out, too. */
function pathOf(uri: string): readonly string[] {
  try {
    return [fileURLToPath(uri)]
  } catch {
    return []
  }
}
