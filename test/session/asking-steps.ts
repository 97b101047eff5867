import { applyWorkspaceEdit } from './apply-edit.js'
import { type Desk, pickDocument, readRevision, type Step, type WeightedSteps } from './desk.js'
import { type EditorDocument, toSplices } from './editor-documents.js'
import { type Position, positionAt, type TextEdit } from './positions.js'
import type { SentRequest } from './scripted-editor.js'

/** Asked, and not waited for: several are in flight at once. */
const ask: Step = desk => void askSomething(desk)

const askAndCancel: Step = desk => {
  const sent = askSomething(desk)
  if (sent) desk.editor.cancel(sent.id)
}

/** As a person who moves through the file: the newest question makes the older ones moot. */
const burst: Step = desk => {
  const sent = Array.from({ length: 8 }, () => askSomething(desk))
  for (const one of sent.slice(0, 4)) if (one && desk.random.chance(0.5)) desk.editor.cancel(one.id)
}

/** What gopls answers of must be a text that the editor had between the question and the answer. */
const askForRevision: Step = desk => {
  const document = pickDocument(desk)
  if (document) void checkRevision(desk, document)
}

const format: Step = async desk => {
  const document = pickDocument(desk)
  if (!document) return
  const options = { tabSize: 8, insertSpaces: false }
  const answer = await desk.editor.request('textDocument/formatting', { ...at(document), options }).answer
  const current = desk.editor.documents.get(document.uri)
  if (!answer.ok || !answer.result || current?.version !== document.version) return
  const splices = toSplices(document.text, answer.result as readonly TextEdit[])
  if (splices.length > 0) desk.editor.type(current, ...splices)
}

/** Nothing is typed meanwhile, so what comes back must fit the editor's documents. */
const rename: Step = async desk => {
  const document = pickDocument(desk)
  const declared = desk.random.pick([...(document?.text ?? '').matchAll(/(?<=^func )[A-Z]\w+(?=\()/gm)])
  if (!document || !declared) return
  const position = positionAt(document.text, declared.index + 1)
  const newName = `Renamed${desk.step}`
  const answer = await desk.editor.request('textDocument/rename', { ...at(document), position, newName })
    .answer
  if (answer.ok && answer.result && !applyWorkspaceEdit(desk.editor, answer.result))
    desk.findings.push(`a rename of ${declared[0]} speaks of documents that the editor does not have`)
}

/** Nothing of this touches a file that is not open. */
export const readingSteps: WeightedSteps = [
  [16, ask],
  [4, askAndCancel],
  [2, burst],
  [8, askForRevision],
  [3, format],
]

export const askingSteps: WeightedSteps = [...readingSteps, [2, rename]]

function askSomething(desk: Desk): SentRequest | undefined {
  const document = pickDocument(desk)
  if (!document) return undefined
  const [method, params] = desk.random.pick(questions)
  return desk.editor.request(method, { ...at(document), ...params(document, pickPosition(desk, document)) })
}

type Question = readonly [method: string, params: (document: EditorDocument, position: Position) => object]

const inPlace = (method: string, more: object = {}): Question => [
  method,
  (_, position) => ({ position, ...more }),
]
const ofAll = (method: string, more: object = {}): Question => [method, () => more]
const ofRange = (method: string, more: object = {}): Question => [
  method,
  ({ text }, start) => ({ range: { start, end: positionAt(text, text.length) }, ...more }),
]

const questions: readonly [Question, ...Question[]] = [
  inPlace('textDocument/hover'),
  inPlace('textDocument/hover'),
  inPlace('textDocument/completion', { context: { triggerKind: 1 } }),
  inPlace('textDocument/completion', { context: { triggerKind: 1 } }),
  inPlace('textDocument/signatureHelp'),
  inPlace('textDocument/definition'),
  inPlace('textDocument/references', { context: { includeDeclaration: true } }),
  inPlace('textDocument/documentHighlight'),
  inPlace('textDocument/prepareRename'),
  ofAll('textDocument/documentSymbol'),
  ofAll('textDocument/foldingRange'),
  ofAll('textDocument/semanticTokens/full'),
  ofAll('textDocument/codeLens'),
  ofAll('textDocument/willSaveWaitUntil', { reason: 1 }),
  ofAll('workspace/symbol', { query: 'Added' }),
  ofRange('textDocument/inlayHint'),
  ofRange('textDocument/codeAction', { context: { diagnostics: [] } }),
]

async function checkRevision({ editor, findings }: Desk, document: EditorDocument): Promise<void> {
  const { answer } = editor.request('textDocument/documentSymbol', at(document))
  const { ok, ...symbols } = await answer
  const current = editor.documents.get(document.uri)
  if (!ok || current?.opening !== document.opening) return
  const [oldest, seen, newest] = [document.text, JSON.stringify(symbols), current.text].map(readRevision)
  if (!(Number(oldest) <= Number(seen) && Number(seen) <= Number(newest)))
    findings.push(`symbols of revision ${seen}, though the editor went from ${oldest} to ${newest}`)
}

function at({ uri }: EditorDocument): object {
  return { textDocument: { uri } }
}

function pickPosition({ random }: Desk, { text }: EditorDocument): Position {
  const word = random.pick([...text.matchAll(/\w+/g)])
  return positionAt(text, (word?.index ?? 0) + random.below((word?.[0].length ?? 0) + 1))
}
