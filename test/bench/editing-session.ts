import { pathToFileURL } from 'node:url'
import type { AtEnd, Stage } from './figure.js'
import { type LanguageServer, LspClient } from './lsp-client.js'
import type { Place, Workspace } from './workspace.js'

/** One editor on one workspace with its file open. */
export interface EditingSession {
  readonly client: LspClient
  readonly hover: () => Promise<void>
  readonly complete: () => Promise<void>
}

/** Resolves when the language server has been told of the file; it loads the workspace then. */
export async function openSession(
  { atEnd }: { readonly atEnd: AtEnd },
  server: LanguageServer,
  workspace: Workspace,
): Promise<EditingSession> {
  const client = LspClient.start(atEnd, server, workspace.root)
  const rootUri = pathToFileURL(workspace.root).href
  await client.request('initialize', {
    processId: process.pid,
    clientInfo: { name: 'bench' },
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: workspace.name }],
    capabilities: { workspace: { configuration: true }, window: { workDoneProgress: true } },
  })
  client.notify('initialized', {})
  const uri = pathToFileURL(workspace.file).href
  client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'go', version: 1, text: workspace.text },
  })
  const ask = async (method: string, position: Place): Promise<void> => {
    const result = await client.request(`textDocument/${method}`, { textDocument: { uri }, position })
    if (result === null) throw new Error(`an empty ${method}`)
  }
  return {
    client,
    hover: () => ask('hover', workspace.hover),
    complete: () => ask('completion', workspace.completion),
  }
}

/** From the start of a language server to the answer of its first hover, in milliseconds. */
export async function measureFirstAnswer(
  stage: Stage,
  server: LanguageServer,
  workspace: Workspace,
): Promise<number> {
  const beganMs = performance.now()
  const { client, hover } = await openSession(stage, server, workspace)
  await hover()
  const tookMs = performance.now() - beganMs
  await client.close()
  return tookMs
}
