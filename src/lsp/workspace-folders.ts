import { asObject, type Folder, readWorkspaceFolders } from './read-params.js'

/** The folders that `initialize` names; the root where it names none, as gopls takes it. */
export function initialFolders(initializeParams: unknown): readonly Folder[] {
  const folders = readWorkspaceFolders(initializeParams) ?? []
  const rootUri = asObject(initializeParams)?.['rootUri']
  if (folders.length > 0 || typeof rootUri !== 'string' || rootUri === '') return folders
  return [{ uri: rootUri, name: rootUri.split('/').findLast(part => part !== '') ?? rootUri }]
}

export function changeFolders(
  folders: readonly Folder[],
  change: { readonly added: readonly Folder[]; readonly removed: readonly Folder[] },
): readonly Folder[] {
  const gone = new Set([...change.removed, ...change.added].map(({ uri }) => uri))
  return [...folders.filter(({ uri }) => !gone.has(uri)), ...change.added]
}
