import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MessageConnection } from 'vscode-jsonrpc/node'
import { connectTo, type Scope, speakLsp } from '../fake-gopls/served-gopls.js'

/** One editor's session on a gopls, with a module of one file. */
export interface Editor {
  readonly folder: string
  readonly rpc: MessageConnection
  hover(): Promise<unknown>
  /** Leaves as an editor should: an abrupt end may harm gopls. */
  close(): Promise<void>
}

const source = 'package main\n\nfunc main() {}\n'

/** Opens a session as an editor does; gopls has been asked to load the module when this resolves. */
export async function openEditor(scope: Scope, socketPath: string): Promise<Editor> {
  const folder = await mkdtemp(join(tmpdir(), 'module-'))
  scope.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'go.mod'), 'module example.com/small\n\ngo 1.21\n')
  await writeFile(join(folder, 'main.go'), source)
  const socket = await connectTo(socketPath)
  const rpc = speakLsp(socket)
  scope.teardown(async () => void socket.destroy())
  rpc.onRequest('workspace/configuration', () => [{}])
  rpc.onRequest(() => null)
  const folderUri = pathToFileURL(folder).href
  const uri = `${folderUri}/main.go`
  await rpc.sendRequest('initialize', {
    processId: null,
    rootUri: folderUri,
    capabilities: {},
    workspaceFolders: [{ uri: folderUri, name: 'small' }],
  })
  await rpc.sendNotification('initialized', {})
  const textDocument = { uri, languageId: 'go', version: 1, text: source }
  await rpc.sendNotification('textDocument/didOpen', { textDocument })
  return {
    folder,
    rpc,
    hover: () =>
      rpc.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 2, character: 6 } }),
    close: async () => {
      await rpc.sendRequest('shutdown')
      socket.end()
    },
  }
}
