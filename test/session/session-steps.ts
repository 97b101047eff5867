import { type Desk, pickDocument, type Step, type WeightedSteps } from './desk.js'
import { readText, writeText } from './workspace.js'

const openFile: Step = async ({ editor, workspace, random }) => {
  const reachable = editor.folders.includes(workspace.extraUri)
    ? [...workspace.uris, ...workspace.extraUris]
    : workspace.uris
  const uri = random.pick(reachable)
  if (uri && !editor.documents.get(uri)) await editor.open(uri)
}

/** What was not saved is thrown away. */
const closeFile: Step = desk => {
  const document = pickDocument(desk)
  if (document && desk.editor.documents.all.length > 2) desk.editor.close(document.uri)
}

const saveFile: Step = async desk => {
  const document = pickDocument(desk)
  if (document) await desk.editor.save(document)
}

/** Another program changes a file that the editor has not open. */
const changeOnDisk: Step = async desk => {
  const { editor, workspace, random, step } = desk
  const uri = random.pick(workspace.uris)
  if (editor.documents.get(uri)) return
  await writeText(uri, `${await readText(uri)}\n// Changed by step ${step}.\n`)
  editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] })
}

const configure: Step = ({ editor, random }) => {
  editor.configure({ gofumpt: random.chance(0.5), usePlaceholders: random.chance(0.5) })
}

const changeFolders: Step = ({ editor, workspace: { rootUri, extraUri, extraUris } }) => {
  const isThere = editor.folders.includes(extraUri)
  if (isThere) for (const uri of extraUris) if (editor.documents.get(uri)) editor.close(uri)
  editor.changeFolders(isThere ? [rootUri] : [rootUri, extraUri])
}

const readByCommand: Step = desk => {
  const document = pickDocument(desk)
  const commands = ['gopls.list_known_packages', 'gopls.list_imports', 'gopls.views'] as const
  const command = desk.random.pick(commands)
  const taken = command === 'gopls.views' ? [] : [{ URI: document?.uri }]
  if (document) desk.editor.request('workspace/executeCommand', { command, arguments: taken })
}

/** gopls asks the editor for the edit, and answers when that is done. */
const addImport: Step = async desk => {
  const document = pickDocument(desk)
  if (!document) return
  const ImportPath = desk.random.pick(['os', 'io', 'sort', 'strconv'])
  await carryOut(desk, 'gopls.add_import', { URI: document.uri, ImportPath })
}

/** Leaves a trace on disk each time that it is carried out. */
const generate: Step = async desk => {
  for (const document of desk.editor.documents.all) await desk.editor.save(document)
  await carryOut(desk, generateCommand, { Dir: desk.workspace.rootUri, Recursive: false })
}

const tidy: Step = desk => carryOut(desk, 'gopls.tidy', { URIs: [desk.workspace.goModUri] })

export const generateCommand = 'gopls.generate'

export const sessionSteps: WeightedSteps = [
  [6, openFile],
  [3, closeFile],
  [5, saveFile],
  [2, changeOnDisk],
  [1, configure],
  [1, changeFolders],
  [4, readByCommand],
  [2, addImport],
  [1, generate],
  [1, tidy],
]

async function carryOut({ editor }: Desk, command: string, taken: object): Promise<void> {
  await editor.request('workspace/executeCommand', { command, arguments: [taken] }, { effects: command })
    .answer
}
